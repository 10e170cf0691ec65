import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openSqliteEventStore, sqliteLogId } from '@luciq/event-store/sqlite';
import type { EventType } from '@luciq/events';
import { catalogue, isPublished, messageType, newestVersion } from '@luciq/events';
import { NO_SNAPSHOTS } from '@luciq/gateway-store';
import { acknowledgedFromLog, openSqliteGatewayStore } from '@luciq/gateway-store/embedded';
import { openReadModel } from '@luciq/read-model/sqlite';
import type { GatewayServer } from '../gateway-server.ts';
import { startTestGateway } from '../test-gateway.ts';

const closers: (() => unknown)[] = [];
let gateway: GatewayServer;
const get = (path: string, method = 'GET'): Promise<Response> => fetch(`${gateway.publicUrl}${path}`, { method });

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'event-feed-'));
  const log = openSqliteEventStore({ file: join(folder, 'log.sqlite') });
  const opened = await openReadModel({ folder: join(folder, 'rows') });
  if (opened.kind !== 'ready') throw new Error('fresh rows are of another build');
  const account = openSqliteGatewayStore(join(folder, 'gateway.sqlite'));
  gateway = await startTestGateway({
    store: log,
    logId: () => sqliteLogId(log),
    acknowledgements: acknowledgedFromLog(log),
    snapshots: NO_SNAPSHOTS,
    rows: opened.readModel.queries,
    account,
  });
  closers.push(
    () => gateway.close(),
    () => opened.readModel.close(),
    () => log.close(),
    () => account.close(),
    () => rmSync(folder, { recursive: true }),
  );
});
afterAll(async () => {
  for (const close of closers) await close();
});

it('answers with the schema of every message that the relay publishes, without a token, and lets caches keep it', async () => {
  const types = (Object.keys(catalogue) as EventType[]).filter(isPublished);
  const names = types.map((type) => messageType(type, newestVersion(type)));
  const listed = (await (await get('/events/v1/schemas')).json()) as { readonly types: readonly string[] };
  expect(listed.types).toEqual(expect.arrayContaining(names));
  for (const name of names) {
    const answer = await get(`/events/v1/schemas/${name}`);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
      200,
      expect.stringContaining('application/schema+json'),
      'public, max-age=86400',
    ]);
    expect(await answer.json()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: name,
      type: 'object',
    });
  }
});

it.each([
  ['GET', '/events/v1/schemas/com.luciq.provisioning.token-issued.v1', 404],
  ['GET', '/events/v1/schemas/constructor', 404],
  ['GET', '/events/v1/schemas/__proto__', 404],
  ['GET', '/events/v2', 404],
  ['POST', '/events/v1/schemas', 405],
])('%s %s is a problem, %d, that says where to look', async (method, path, status) => {
  const answer = await get(path, method);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    status,
    expect.stringMatching(/^application\/problem\+json/),
  ]);
  expect(await answer.json()).toMatchObject({ status, detail: expect.stringMatching(/schemas|GET/) });
});
