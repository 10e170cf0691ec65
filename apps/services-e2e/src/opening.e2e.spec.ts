import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openEventStoreDb } from '@luciq/event-store/eventstoredb';
import { openLog } from '@luciq/telemetry';
import { describeOn, engine, freshDatabase } from '@luciq/test-engines';
import { EventStoreDbDouble } from '@luciq/test-engines/eventstoredb';
import { freePort } from '@luciq/test-engines/programs';
import { registerCompany } from '@luciq/testing/companies';
import type { Gateway } from '../../scim-gateway/src/gateway.ts';
import { startGateway } from '../../scim-gateway/src/gateway.ts';
import { gatewaySettings } from '../../scim-gateway/src/settings.ts';

const MINUTE = 60_000;
const CLAIM_KEY = 'the-key-under-which-the-claims-are-named';
const TOKEN = 'acme.0123456789abcdef0123456789abcdef';

describeOn(await engine('postgres'), 'postgres', 'a gateway whose event store is away when it starts', (on) => {
  const log = openLog({ write: () => undefined });
  const folder = mkdtempSync(join(tmpdir(), 'luciq-opening-'));
  const file = join(folder, 'log');
  let database: { readonly url: string; readonly drop: () => Promise<void> };
  let ports: { readonly http: number; readonly operations: number; readonly store: number };
  let starting: Promise<Gateway>;
  let double: EventStoreDbDouble | null = null;

  const ask = (path: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${ports.http}${path}`, { headers: { authorization: `Bearer ${TOKEN}` } });
  const ready = async (): Promise<{ readonly status: string; readonly engines: Record<string, string> }> =>
    (await (await fetch(`http://127.0.0.1:${ports.operations}/health/ready`)).json()) as never;

  beforeAll(async () => {
    database = await freshDatabase(on.url);
    ports = { http: await freePort(), operations: await freePort(), store: await freePort() };
    const settings = gatewaySettings({
      PORT: String(ports.http),
      LUCIQ_OPERATIONS_PORT: String(ports.operations),
      LUCIQ_DATABASE_URL: database.url,
      LUCIQ_EVENT_STORE_URL: `esdb://127.0.0.1:${ports.store}?tls=false`,
      LUCIQ_EVENT_STORE_TIMEOUT_MS: '500',
      LUCIQ_CLAIM_KEY: CLAIM_KEY,
    });
    starting = startGateway({ settings, log, signal: new AbortController().signal });
  }, MINUTE);

  afterAll(async () => {
    await (await starting).close();
    await double?.stop();
    await database.drop();
    rmSync(folder, { recursive: true });
  }, MINUTE);

  it('listens at once, answers that it is to be asked again, and says which engine is missing', async () => {
    while (!(await ask('/').catch(() => null))) await delay(20);
    const users = await ask('/scim/v2/Users');
    expect([users.status, users.headers.get('retry-after'), await users.json()]).toEqual([
      429,
      '5',
      expect.objectContaining({ status: '429', detail: expect.any(String) }),
    ]);
    const session = await ask('/account/v1/session');
    expect([session.status, await session.json()]).toEqual([503, expect.objectContaining({ kind: 'unavailable' })]);
    // The others are asked meanwhile: only the one that is away is named.
    let others = (await ready()).engines;
    for (let looks = 0; looks < 200 && (others['gatewayStore'] !== 'up' || others['readModel'] !== 'up'); looks += 1) {
      await delay(20);
      others = (await ready()).engines;
    }
    expect(await ready()).toMatchObject({
      status: 'not-ready',
      engines: { eventStore: 'down', readModel: 'up', gatewayStore: 'up' },
    });
  });

  it(
    'answers truly as soon as the event store is there, and a good token is never told to be wrong',
    async () => {
      const statuses: number[] = [];
      // The company is there before the gateway can reach its log.
      const elsewhere = await EventStoreDbDouble.start({ file });
      const store = openEventStoreDb({ connectionString: elsewhere.connectionString, claimKey: CLAIM_KEY });
      await registerCompany(store, { companyId: 'acme', token: TOKEN });
      await store.close();
      await elsewhere.stop();
      double = await EventStoreDbDouble.start({ port: ports.store, file });
      while (statuses.at(-1) !== 200 && statuses.length < 2_000) {
        statuses.push((await ask('/scim/v2/ServiceProviderConfig')).status);
        await delay(20);
      }
      await starting;
      expect([...new Set(statuses)].sort()).toEqual([200, 429]);
      expect(await ready()).toMatchObject({
        status: 'ready',
        engines: { eventStore: 'up', readModel: 'up', gatewayStore: 'up' },
      });
    },
    MINUTE,
  );
});
