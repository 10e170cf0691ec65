import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EVENT_STORE_FILE, openSqliteEventStore } from '@luciq/event-store/sqlite';
import { openLog } from '@luciq/telemetry';
import { EventStoreDbDouble, selfSigned } from '@luciq/test-engines/eventstoredb';
import { freePort } from '@luciq/test-engines/programs';
import { registerCompany } from '@luciq/testing/companies';
import { runProgram } from '@luciq/testing/processes';
import { startRelay } from '../../relay/src/relay.ts';
import { relaySettings } from '../../relay/src/settings.ts';
import { startGateway } from '../../scim-gateway/src/gateway.ts';
import { gatewaySettings } from '../../scim-gateway/src/settings.ts';

const MINUTE = 60_000;
const NOWHERE = 'localhost:1';

describe('an event store that refuses the user of the services', () => {
  const tls = selfSigned();
  const folder = mkdtempSync(join(tmpdir(), 'luciq-refused-'));
  let double: EventStoreDbDouble;
  const urlOf = (user: string): string =>
    `esdb://${user}@127.0.0.1:${double.port}?tlsCAFile=${encodeURIComponent(tls.certificateFile)}`;
  const environmentFor = async (user: string): Promise<NodeJS.ProcessEnv> => ({
    PORT: String(await freePort()),
    LUCIQ_OPERATIONS_PORT: String(await freePort()),
    LUCIQ_DATABASE_URL: `postgres://${NOWHERE}/none`,
    LUCIQ_KAFKA_BROKERS: NOWHERE,
    LUCIQ_EVENT_STORE_URL: urlOf(user),
    LUCIQ_CLAIM_KEY: 'the-key-under-which-the-claims-are-named',
  });

  beforeAll(async () => {
    double = await EventStoreDbDouble.start({
      tls,
      users: { admin: { password: 'changeit', groups: ['$admins'] }, luciq: { password: 'luciq' } },
    });
    const log = openSqliteEventStore({ file: join(folder, EVENT_STORE_FILE) });
    await registerCompany(log, { companyId: 'acme', token: 'acme.0123456789abcdef0123456789abcdef' });
    await log.close();
  });
  afterAll(async () => {
    await double.stop();
    tls.remove();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['luciq:wrong', /^The event store refuses the user or the password\./],
    ['luciq:luciq', /^The event store does not let this user read \$all\./],
  ])(
    'ends the start of a gateway and of a relay with a sentence, whatever other engines do: %s',
    async (user, sentence) => {
      const [log, signal] = [openLog({ write: () => undefined }), new AbortController().signal];
      await expect(
        startGateway({ settings: gatewaySettings(await environmentFor(user)), log, signal }),
      ).rejects.toThrow(sentence);
      const relay = await startRelay({ settings: relaySettings(await environmentFor(user)), log });
      await expect(relay.done).rejects.toThrow(sentence);
      await relay.close();
    },
    MINUTE,
  );

  it(
    'ends a command with the sentence alone, and is as it must be once it was prepared',
    async () => {
      const environment = await environmentFor('luciq:wrong');
      const refused = await runProgram('operator', ['migrate', '--data', folder], environment);
      expect(refused).toMatchObject({
        code: 1,
        stderr: 'error: The event store refuses the user or the password. Correct them in its connection string.\n',
      });
      const prepare = (more: NodeJS.ProcessEnv) =>
        runProgram('operator', ['event-store', 'prepare', '--user', 'luciq'], {
          ...environment,
          LUCIQ_EVENT_STORE_ADMIN_URL: '',
          ...more,
        });
      expect(await prepare({})).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^error: LUCIQ_EVENT_STORE_ADMIN_URL is not set/),
      });
      const done = await prepare({ LUCIQ_EVENT_STORE_ADMIN_URL: urlOf('admin:changeit') });
      expect(done).toMatchObject({
        code: 0,
        stdout: 'luciq may read $all now.\nStreams without a list of their own are for luciq and $admins alone now.\n',
      });
      expect(await prepare({ LUCIQ_EVENT_STORE_ADMIN_URL: urlOf('admin:changeit') })).toMatchObject({
        code: 0,
        stdout: 'Everything was so already.\n',
      });
      const migrated = await runProgram('operator', ['migrate', '--data', folder], {
        ...environment,
        LUCIQ_EVENT_STORE_URL: urlOf('luciq:luciq'),
      });
      expect(migrated).toMatchObject({ code: 0, stdout: expect.stringContaining('is in the event store') });
    },
    MINUTE,
  );
});
