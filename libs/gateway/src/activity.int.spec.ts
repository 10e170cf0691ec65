import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openSqliteEventStore, sqliteLogId } from '@luciq/event-store/sqlite';
import type { EventRecord } from '@luciq/events';
import type { ActivityEntry } from '@luciq/gateway-store';
import { ACTIVITY_PAGE, NO_SNAPSHOTS } from '@luciq/gateway-store';
import type { SqliteGatewayStore } from '@luciq/gateway-store/embedded';
import { acknowledgedFromLog, openSqliteGatewayStore } from '@luciq/gateway-store/embedded';
import { logSource, startPump } from '@luciq/pump';
import { openReadModel } from '@luciq/read-model/sqlite';
import type { Rate } from '@luciq/scim-http';
import { registerCompany } from '@luciq/testing/companies';
import type { GatewayServer } from './gateway-server.ts';
import { startTestGateway } from './test-gateway.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const TOKEN = `okta.${SECRET}`;
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const NOBODY = '01940000-0000-7000-8000-000000000000';
const CLIENT = 'Okta SCIM Client 1.0.0';

const ada = { schemas: [USER], userName: 'ada@acme.example', name: { familyName: 'Lovelace' } };
const setActive = (active: boolean): object => ({
  schemas: [PATCH_OP],
  Operations: [{ op: 'replace', value: { active } }],
});

describe('the activity of a gateway', () => {
  const closers: (() => unknown)[] = [];
  let folder: string;
  let store: SqliteGatewayStore;
  let gateway: GatewayServer | null;
  let dropped: number;

  async function start(rate: Rate | null = null): Promise<void> {
    const log = openSqliteEventStore({ file: join(folder, 'log.sqlite') });
    await registerCompany(log, { companyId: 'acme', token: TOKEN });
    const opened = await openReadModel({ folder: join(folder, 'rows') });
    if (opened.kind !== 'ready') throw new Error('fresh rows are of another build');
    const { readModel } = opened;
    const pump = startPump<EventRecord>({
      source: logSource(log),
      sink: readModel.sink,
      failure: { initialDelayMs: 1, maxDelayMs: 1, attempts: 1, onExhausted: 'stop' },
    });
    closers.push(
      () => pump.drain(),
      () => readModel.close(),
      () => log.close(),
    );
    gateway = await startTestGateway(
      {
        store: log,
        logId: () => sqliteLogId(log),
        acknowledgements: acknowledgedFromLog(log),
        snapshots: NO_SNAPSHOTS,
        rows: readModel.queries,
        account: store,
      },
      {
        usualRate: rate?.perSecond ?? 0,
        settings: rate ? { LUCIQ_RATE_BURST: String(rate.burst) } : {},
        metrics: {
          answered: () => undefined,
          security: () => undefined,
          activityDropped: (entries) => {
            dropped += entries;
          },
        },
      },
    );
  }

  async function ask(
    method: string,
    path: string,
    body?: object,
    token = TOKEN,
  ): Promise<{ readonly status: number; readonly id: string; readonly requestId: string }> {
    const response = await fetch(`${gateway?.scimBaseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json', 'user-agent': CLIENT },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const { id = '' } = text === '' ? {} : (JSON.parse(text) as { id?: string });
    return { status: response.status, id, requestId: response.headers.get('x-request-id') ?? '' };
  }

  /** Everything is written once the gateway has closed. Oldest first. */
  async function written(): Promise<readonly ActivityEntry[]> {
    await gateway?.close();
    gateway = null;
    return (await store.activity.list('acme', { limit: ACTIVITY_PAGE })).toReversed();
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'luciq-activity-'));
    store = openSqliteGatewayStore(join(folder, 'gateway.sqlite'), { busyMs: 20 });
    dropped = 0;
  });

  afterEach(async () => {
    await gateway?.close();
    for (const close of closers.splice(0)) await close();
    store.close();
    rmSync(folder, { recursive: true });
  });

  it('says of each request what it was and what became of it', async () => {
    await start();
    const sent: { readonly requestId: string; readonly status: number }[] = [];
    const expected: (readonly [string, string | null, string | null])[] = [];
    const does = async (
      expects: readonly [string, string | null, string | null],
      ...request: Parameters<typeof ask>
    ): Promise<string> => {
      const answer = await ask(...request);
      sent.push(answer);
      expected.push(expects[2] === 'made' ? [expects[0], expects[1], answer.id] : expects);
      return answer.id;
    };
    await does(['connector-tested', 'User', null], 'GET', '/Users?startIndex=1&count=2');
    await does(['groups-listed', 'Group', null], 'GET', '/Groups?startIndex=1&count=100');
    await does(
      ['user-looked-up', 'User', null],
      'GET',
      '/Users?filter=userName%20eq%20%22ada@acme.example%22&startIndex=1&count=1',
    );
    const user = await does(['user-created', 'User', 'made'], 'POST', '/Users', ada);
    await does(['user-read', 'User', user], 'GET', `/Users/${user}`);
    await does(['user-changed', 'User', user], 'PATCH', `/Users/${user}`, {
      schemas: [PATCH_OP],
      Operations: [{ op: 'replace', path: 'title', value: 'x' }],
    });
    await does(['user-deactivated', 'User', user], 'PATCH', `/Users/${user}`, setActive(false));
    await does(['user-changed', 'User', user], 'PATCH', `/Users/${user}`, setActive(false));
    await does(['user-reactivated', 'User', user], 'PUT', `/Users/${user}`, { ...ada, active: true });
    await does(['user-replaced', 'User', user], 'PUT', `/Users/${user}`, { ...ada, title: 'y' });
    await does(['user-deactivated', 'User', user], 'PATCH', `/Users/${user}`, setActive(false));
    await does(['user-reactivated', 'User', user], 'POST', '/Users', ada);
    await does(['users-listed', 'User', null], 'GET', '/Users?startIndex=1&count=100');
    const group = await does(['group-created', 'Group', 'made'], 'POST', '/Groups', {
      schemas: [GROUP],
      displayName: 'Team',
    });
    await does(['group-looked-up', 'Group', null], 'GET', '/Groups?filter=displayName%20eq%20%22Team%22');
    await does(['group-changed', 'Group', group], 'PATCH', `/Groups/${group}`, {
      schemas: [PATCH_OP],
      Operations: [{ op: 'add', path: 'members', value: [{ value: user }] }],
    });
    await does(['group-replaced', 'Group', group], 'PUT', `/Groups/${group}`, {
      schemas: [GROUP],
      displayName: 'Team',
    });
    await does(['group-read', 'Group', group], 'GET', `/Groups/${group}`);
    await does(['group-deleted', 'Group', group], 'DELETE', `/Groups/${group}`);
    await does(['user-deleted', 'User', user], 'DELETE', `/Users/${user}`);
    await does(['searched', null, null], 'POST', '/.search', { schemas: [], count: 1 });
    await does(['discovery', null, null], 'GET', '/ServiceProviderConfig');
    await does(['bulk', null, null], 'POST', '/Bulk', {
      schemas: [BULK_REQUEST],
      Operations: [{ method: 'POST', path: '/Users', bulkId: 'b', data: ada }],
    });
    await does(['unknown', null, null], 'GET', '/Me');
    const entries = await written();
    expect(entries.map(({ action, resourceType, resourceId }) => [action, resourceType, resourceId])).toEqual(expected);
    expect(entries.map(({ requestId, status }) => ({ requestId, status }))).toEqual(
      sent.map(({ requestId, status }) => ({ requestId, status })),
    );
    expect(new Set(entries.map(({ tokenId, client, companyId }) => `${tokenId} ${client} ${companyId}`))).toEqual(
      new Set([`okta ${CLIENT} acme`]),
    );
    expect(await store.tokenUse.lastUsed(['okta'])).toEqual(new Map([['okta', entries[0]?.time]]));
    const firsts = await store.activity.firstOf('acme');
    expect(firsts.get('user-deactivated')).toEqual({ time: entries[6]?.time, id: entries[6]?.id });
  });

  it('names what was ignored of a request that was done: unknown paths and values of another type, and none of the values', async () => {
    await start();
    const { id } = await ask('POST', '/Users', { ...ada, title: 4711, phoneNumbers: [7] });
    const leaves = {
      schemas: [PATCH_OP],
      Operations: [
        { op: 'replace', path: 'shoeSize', value: 'secret' },
        { op: 'replace', path: 'urn:x:y:2.0:User:badge[value eq "secret"]', value: 1 },
        { op: 'replace', path: 'active', value: false },
        { op: 'add', path: 'nickName', value: 7 },
      ],
    };
    expect((await ask('PATCH', `/Users/${id}`, leaves)).status).toBe(200);
    const { id: group } = await ask('POST', '/Groups', { schemas: [GROUP], displayName: 'Team' });
    await ask('PATCH', `/Groups/${group}`, {
      schemas: [PATCH_OP],
      Operations: [
        { op: 'add', path: 'description', value: 'x' },
        { op: 'replace', path: 'displayName', value: 'Crew' },
      ],
    });
    await ask('PATCH', `/Users/${id}`, {
      schemas: [PATCH_OP],
      Operations: [{ op: 'replace', path: 'shoeSize', value: 'secret' }],
    });
    const entries = await written();
    const left = (names: string): string =>
      `Left out, because Luciq does not know it or its value is of another type: ${names}.`;
    expect(entries.map(({ action, status, detail }) => [action, status, detail])).toEqual([
      ['user-created', 201, left('title, phoneNumbers')],
      ['user-deactivated', 200, left('shoeSize, urn:x:y:2.0:User:badge[value eq "…"], nickName')],
      ['group-created', 201, null],
      ['group-changed', 200, left('description')],
      [
        'user-changed',
        400,
        'Operation 1: The path shoeSize names no attribute of User. /Schemas lists all that are known.',
      ],
    ]);
  });

  it('has the sentence of a refusal, but never a secret, a body or a name', async () => {
    await start();
    await ask('POST', '/Users', ada);
    await ask('POST', '/Users', ada);
    await ask('GET', `/Users/${NOBODY}`);
    await ask('GET', '/Users/ada@acme.example');
    await ask('GET', '/Users/%00');
    await ask('GET', '/Users?filter=userName%20zz%20%22ada@acme.example%22');
    await ask('POST', '/Groups', { schemas: [GROUP], displayName: 'Team', members: [{ value: 'ada@acme.example' }] });
    const entries = await written();
    expect(entries.map(({ status, scimType, resourceId }) => [status, scimType, resourceId === null])).toEqual([
      [201, null, false],
      [409, 'uniqueness', true],
      [404, null, false],
      [404, null, true],
      [404, null, true],
      [400, 'invalidFilter', true],
      [400, 'invalidValue', true],
    ]);
    expect(entries.map(({ detail }) => detail !== null)).toEqual([false, true, true, true, true, true, true]);
    expect(JSON.stringify(entries)).not.toMatch(new RegExp(`${SECRET}|ada@|Lovelace`));
  });

  it('has what was held back, and nothing of whom no company is known', async () => {
    await start({ perSecond: 0.001, burst: 1 });
    expect((await ask('GET', '/Users?count=2')).status).toBe(200);
    expect((await ask('POST', '/Users', ada)).status).toBe(429);
    expect((await ask('GET', '/Users', undefined, `okta.${'x'.repeat(32)}`)).status).toBe(401);
    expect((await ask('GET', '/Nothing')).status).toBe(404);
    expect((await written()).map(({ action, status }) => [action, status])).toEqual([
      ['connector-tested', 200],
      ['user-created', 429],
    ]);
    expect(await store.activity.list('acme', { limit: 5, outcome: 'held-back' })).toHaveLength(1);
  });

  it('delays and fails no answer while it cannot be written, and counts what is lost', async () => {
    await start();
    const other = new DatabaseSync(join(folder, 'gateway.sqlite'));
    other.exec('begin immediate');
    for (const number of [1, 2, 3])
      expect((await ask('POST', '/Users', { ...ada, userName: `u${number}` })).status).toBe(201);
    expect(await written()).toEqual([]);
    expect(dropped).toBe(3);
    other.exec('rollback');
    other.close();
  });
});
