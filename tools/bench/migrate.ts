import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventStoreDb } from '@luciq/event-store/eventstoredb';
import { EVENT_STORE_FILE, openSqliteEventStore } from '@luciq/event-store/sqlite';
import { acknowledgedFromLog } from '@luciq/gateway-store/embedded';
import { ChangeUser, provisioning } from '@luciq/provisioning';
import { freshPrefix } from '@luciq/test-engines/eventstoredb';
import { registerCompany } from '@luciq/testing/companies';
import { migrateLog } from '../../apps/operator/src/migration/migrate-log.ts';
import { atOnce, BareEventStore, eventStoreServer } from './bare-event-store.ts';

/** Users that are migrated: for each a record and a claim. */
const USERS = 5_000;
const AT_ONCE = 16;

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
};

// A migration beside bare appends of as many events, 16 at once, in one run.
const folder = mkdtempSync(join(tmpdir(), 'luciq-bench-migrate-'));
const from = openSqliteEventStore({ file: join(folder, EVENT_STORE_FILE) });
await registerCompany(from, { companyId: 'acme', token: 'acme.0123456789abcdef0123456789abcdef' });
const { changeUser } = provisioning({ store: from, acknowledgements: acknowledgedFromLog(from) });
await atOnce(AT_ONCE, USERS, (n) => {
  const context = {
    companyId: 'acme',
    commandId: randomUUID(),
    requestId: 'bench',
    actor: { kind: 'idp', id: 'okta' },
    tokenId: null,
    now: new Date().toISOString(),
  } as const;
  const userName = `user${n}@acme.example`;
  const attributes = {
    userName,
    name: { givenName: 'Ada', familyName: `Lovelace ${n}` },
    emails: [{ value: userName, primary: true }],
  };
  return changeUser.execute(
    new ChangeUser({
      type: 'ProvisionUser',
      userId: `user-${n}`,
      policy: { applications: [], owners: [], administers: false },
      context,
      attributes,
      origin: 'scim',
    }),
  );
});
const { url, stop } = await eventStoreServer();
const bare = new BareEventStore(url);
await atOnce(AT_ONCE, 500, () => bare.append());
const to = openEventStoreDb({
  connectionString: url,
  claimKey: 'a-claim-key-for-tests-0123456789abcdef',
  prefix: freshPrefix(),
});
let records = 0;
const migrated = await secondsOf(async () => {
  ({ records } = await migrateLog({ from, to }));
});
const bared = await secondsOf(() => atOnce(AT_ONCE, records, () => bare.append()));
const events = records + USERS;
process.stdout.write(
  `migrate: ${records} records with ${USERS} claims, ${events} events, in ${migrated.toFixed(1)} s: ${Math.round(records / migrated)} records, ${Math.round(events / migrated)} events a second\n` +
    `bare: ${records} appends, ${AT_ONCE} at once, in ${bared.toFixed(1)} s: ${Math.round(records / bared)} a second\n` +
    `share: ${(events / migrated / (records / bared)).toFixed(2)} by events, ${(records / migrated / (records / bared)).toFixed(2)} by records\n`,
);
await Promise.all([from.close(), to.close(), bare.close()]);
stop();
rmSync(folder, { recursive: true });
process.exit(0);
