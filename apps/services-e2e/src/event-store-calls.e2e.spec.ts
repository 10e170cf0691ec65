import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openEventStoreDb } from '@luciq/event-store/eventstoredb';
import { openLog } from '@luciq/telemetry';
import { describeOn, engine, freshDatabase } from '@luciq/test-engines';
import type { OrderedFault, Rpc } from '@luciq/test-engines/eventstoredb';
import { EventStoreDbDouble } from '@luciq/test-engines/eventstoredb';
import { freePort } from '@luciq/test-engines/programs';
import { registerCompany } from '@luciq/testing/companies';
import type { Gateway } from '../../scim-gateway/src/gateway.ts';
import { startGateway } from '../../scim-gateway/src/gateway.ts';
import { gatewaySettings } from '../../scim-gateway/src/settings.ts';

const MINUTE = 60_000;
const CLAIM_KEY = 'the-key-under-which-the-claims-are-named';
const TOKEN = 'acme.0123456789abcdef0123456789abcdef';
const RPCS: readonly Rpc[] = ['append', 'batch-append', 'read', 'subscribe', 'delete', 'features'];
const COMPANY = /\/acme\/company$/;
const NOT_COMPANY = /^(?!.*\/acme\/company$)/;

interface Answer {
  readonly status: number;
  readonly calls: number;
  readonly json: { readonly id?: string; readonly totalResults?: number };
}

/**
 * What a request asks of the event store in the usual case: docs/decisions/0059. Every call of whatever kind is counted, apart from reads of the company's
 * stream: authentication remembers the company for a second (CONFIRMED_WITHIN_MS), so that their number depends on the clock and not on the request.
 */
describeOn(await engine('postgres'), 'postgres', 'calls of a gateway to the event store', (on) => {
  let database: { readonly url: string; readonly drop: () => Promise<void> };
  let double: EventStoreDbDouble;
  const gateways: Gateway[] = [];
  /** Faults that strike nothing: they count. */
  const counting = (stream: RegExp): (() => number) => {
    const orders = RPCS.map((rpc): OrderedFault => double.order({ what: 'slow', ms: 0, on: rpc, stream }));
    return () => {
      for (const order of orders) order.clear();
      return orders.reduce((sum, order) => sum + order.struck(), 0);
    };
  };

  async function ask(method: string, path: string, body?: unknown, by = 0): Promise<Answer> {
    const [calls, ofCompany] = [counting(NOT_COMPANY), counting(COMPANY)];
    const response = await fetch(`${gateways[by]?.scimBaseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const json = (await response.json()) as Answer['json'];
    expect(ofCompany()).toBeLessThanOrEqual(1);
    return { status: response.status, calls: calls(), json };
  }
  const person = (userName: string, more: object = {}): object => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName,
    name: { familyName: 'Lovelace' },
    ...more,
  });
  const create = (userName: string): Promise<Answer> => ask('POST', '/Users', person(userName));
  const lookUp = (userName: string, by = 0): Promise<Answer> =>
    ask('GET', `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`, undefined, by);

  beforeAll(async () => {
    database = await freshDatabase(on.url);
    double = await EventStoreDbDouble.start();
    const store = openEventStoreDb({ connectionString: double.connectionString, claimKey: CLAIM_KEY });
    await registerCompany(store, { companyId: 'acme', token: TOKEN });
    await store.close();
    for (let n = 0; n < 2; n += 1) {
      const settings = gatewaySettings({
        PORT: String(await freePort()),
        LUCIQ_OPERATIONS_PORT: String(await freePort()),
        LUCIQ_DATABASE_URL: database.url,
        LUCIQ_EVENT_STORE_URL: double.connectionString,
        LUCIQ_CLAIM_KEY: CLAIM_KEY,
      });
      gateways.push(
        await startGateway({
          settings,
          log: openLog({ write: () => undefined }),
          signal: new AbortController().signal,
        }),
      );
      // The claim on the token is looked up with its first request alone.
      await ask('GET', `/Users/${randomUUID()}`, undefined, n);
    }
  }, MINUTE);

  afterAll(async () => {
    for (const gateway of gateways) await gateway.close();
    await double.stop();
    await database.drop();
  }, MINUTE);

  it('are two for a create: the claim and the record', async () => {
    expect(await create('ada@acme.example')).toMatchObject({ status: 201, calls: 2 });
    // A name of which this process knows that nobody has it costs no more.
    expect(await lookUp('bob@acme.example')).toMatchObject({ json: { totalResults: 0 }, calls: 1 });
    expect(await create('bob@acme.example')).toMatchObject({ status: 201, calls: 2 });
  });

  it('are one for a GET, and for a look-up by userName two, or one where this gateway has met the name', async () => {
    const { json } = await create('carol@acme.example');
    expect(await ask('GET', `/Users/${json.id}`)).toMatchObject({ status: 200, calls: 1 });
    expect(await ask('GET', `/Users/${randomUUID()}`)).toMatchObject({ status: 404, calls: 1 });
    const found = { json: { totalResults: 1 } };
    expect(await lookUp('Carol@acme.example')).toMatchObject({ ...found, calls: 1 });
    expect(await lookUp('Carol@acme.example', 1)).toMatchObject({ ...found, calls: 2 });
    expect(await lookUp('Carol@acme.example', 1)).toMatchObject({ ...found, calls: 1 });
  });

  it('are two for a PUT and a PATCH that leave the userName as it is', async () => {
    const { json } = await create('dora@acme.example');
    const changed = person('dora@acme.example', { displayName: 'Dora' });
    expect(await ask('PUT', `/Users/${json.id}`, changed)).toMatchObject({ status: 200, calls: 2 });
    const operations = { op: 'replace', value: { active: false } };
    const patch = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [operations] };
    expect(await ask('PATCH', `/Users/${json.id}`, patch)).toMatchObject({ status: 200, calls: 2 });
    // Nothing changes: nothing is appended.
    expect(await ask('PATCH', `/Users/${json.id}`, patch)).toMatchObject({ status: 200, calls: 1 });
  });

  it('are two for a create of a user who exists, where this gateway has met the name', async () => {
    await create('eve@acme.example');
    expect(await create('eve@acme.example')).toMatchObject({ status: 409, calls: 2 });
  });

  it('are four for a create of a user who exists on a gateway that never met the name, and two from then on', async () => {
    await create('fay@acme.example');
    const elsewhere = (): Promise<Answer> => ask('POST', '/Users', person('fay@acme.example'), 1);
    expect(await elsewhere()).toMatchObject({ status: 409, calls: 4 });
    expect(await elsewhere()).toMatchObject({ status: 409, calls: 2 });
  });
});
