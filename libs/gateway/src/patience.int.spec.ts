import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { openSqliteEventStore, sqliteLogId } from '@luciq/event-store/sqlite';
import { NO_SNAPSHOTS } from '@luciq/gateway-store';
import { acknowledgedFromLog, openSqliteGatewayStore } from '@luciq/gateway-store/embedded';
import { ENGINE_PATIENCE_MS } from '@luciq/http';
import { openReadModel } from '@luciq/read-model/sqlite';
import { withPatience } from '@luciq/service';
import { registerCompany } from '@luciq/testing/companies';
import { startTestGateway } from './test-gateway.ts';

const TOKEN = 'okta.0123456789abcdef0123456789abcdef';
const LONG_MS = 60_000;

it('every call of a request to the event store, with a body or without, has the time of the request alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'patience-'));
  const log = openSqliteEventStore({ file: join(folder, 'log.sqlite') });
  await registerCompany(log, { companyId: 'acme', token: TOKEN });
  const opened = await openReadModel({ folder: join(folder, 'rows') });
  if (opened.kind !== 'ready') throw new Error('fresh rows are of another build');
  const account = openSqliteGatewayStore(join(folder, 'gateway.sqlite'));
  const given: number[] = [];
  const asked = <T>(call: () => Promise<T>): Promise<T> =>
    withPatience(LONG_MS, (ms) => {
      given.push(ms);
      return call();
    });
  const store = {
    append: (request: Parameters<typeof log.append>[0]) => asked(() => log.append(request)),
    readStream: (stream: Parameters<typeof log.readStream>[0], after?: number) =>
      asked(() => log.readStream(stream, after)),
    readLog: log.readLog.bind(log),
    idAt: log.idAt.bind(log),
    claimOwner: (claim: Parameters<typeof log.claimOwner>[0]) => asked(() => log.claimOwner(claim)),
    head: log.head.bind(log),
    waitForRecords: log.waitForRecords.bind(log),
    close: log.close.bind(log),
  };
  const gateway = await startTestGateway({
    store,
    logId: () => sqliteLogId(log),
    acknowledgements: acknowledgedFromLog(log),
    snapshots: NO_SNAPSHOTS,
    rows: opened.readModel.queries,
    account,
  });
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json' };
  const body = JSON.stringify({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'ada@acme.example',
    name: { familyName: 'Lovelace' },
  });
  const created = await fetch(`${gateway.scimBaseUrl}/Users`, { method: 'POST', headers, body });
  const { id } = (await created.json()) as { readonly id: string };
  const got = await fetch(`${gateway.scimBaseUrl}/Users/${id}`, { headers });
  for (const close of [gateway, opened.readModel, log, account]) await close.close();
  rmSync(folder, { recursive: true });
  expect([created.status, got.status]).toEqual([201, 200]);
  expect(given.length).toBeGreaterThan(2);
  expect(given.filter((ms) => ms > ENGINE_PATIENCE_MS)).toEqual([]);
});
