import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { credentialsFrom, newCredential } from '@luciq/access';
import type { EventRecord } from '@luciq/events';
import { messageType } from '@luciq/events';
import { toMessage } from '@luciq/messaging';
import type { Feed, FeedEvent } from '@luciq/testing/event-feed';
import { eventually, feedEngines, internal, provisioned, readAll, startFeed } from '@luciq/testing/event-feed';

jest.setTimeout(60_000);

const { engines, stop } = await feedEngines();
afterAll(stop);

const PROVISIONED = messageType('UserProvisioned', 1);
const DELETED = messageType('UserDeleted', 1);
const account = newCredential('backend', ['companies']);
const COMPANIES = ['acme', 'globex', 'initech'];

describe.each(engines)('The feed over HTTP, page by page, on $name', (engine) => {
  let feed: Feed;
  let all: string;
  let log: readonly EventRecord[];

  beforeAll(async () => {
    feed = await startFeed(engine, { credentials: credentialsFrom(account.entry) });
    all = await feed.credential();
    for (let i = 0; i < 60; i += 1) {
      const company = COMPANIES[i % 3] ?? '';
      const event =
        i % 4 === 0
          ? internal
          : i % 5 === 0
            ? ({ type: 'UserDeleted', data: { userId: 'u' } } as const)
            : provisioned();
      await feed.append(company, event);
    }
    log = await feed.published();
  });
  afterAll(() => feed.close());

  it('has every published event as it is on Kafka, in structured mode, without the sequence that only one engine counts', async () => {
    const answer = await feed.get('?limit=1000', all);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/cloudevents-batch+json']);
    const events = (await answer.json()) as readonly Record<string, unknown>[];
    const logId = String(events[0]?.['source']).replace('urn:luciq:provisioning:', '');
    const expected = log.map((record) => {
      const { headers, value } = toMessage({ ...record, companySequence: 1 }, logId, feed.gateway.publicUrl);
      const { 'content-type': datacontenttype, ce_companysequence: _, ...attributes } = headers;
      return {
        ...Object.fromEntries(Object.entries(attributes).map(([name, text]) => [name.replace('ce_', ''), text])),
        datacontenttype,
        data: JSON.parse(value) as unknown,
      };
    });
    expect(events).toEqual(expected);
  });

  it('gives the same events, in the same order, for any cut, filter and limit', async () => {
    const filters = fc.record(
      {
        company: fc.subarray(COMPANIES, { minLength: 1 }),
        type: fc.subarray([PROVISIONED, DELETED], { minLength: 1 }),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(filters, fc.integer({ min: 1, max: 80 }), fc.nat(60), async ({ company, type }, limit, cut) => {
        const query = `${company ? `&company=${company.join(',')}` : ''}${type ? `&type=${type.join('&type=')}` : ''}`;
        const types = (type ?? [PROVISIONED, DELETED]).map((name) =>
          name === DELETED ? 'UserDeleted' : 'UserProvisioned',
        );
        const wanted = log
          .filter(
            ({ companyId, event }) =>
              (company ?? COMPANIES).includes(companyId) && types.some((name) => name === event.type),
          )
          .map(({ id }) => id);
        // The first part is read with no filter, so that the cursor stands anywhere in the log.
        const first = cut === 0 ? null : await feed.get(`?limit=${cut}`, all);
        const before = first ? ((await first.json()) as FeedEvent[]) : [];
        const after = first?.headers.get('stream-next-offset') ?? 'beginning';
        const rest = await readAll(feed, all, { after, query: `${query}&limit=${limit}` });
        const seen = new Set(before.map(({ id }) => id));
        expect(rest.events.map(({ id }) => id)).toEqual(wanted.filter((id) => !seen.has(id)));
      }),
      { numRuns: 25 },
    );
  });

  it('moves the cursor on where nothing passes the filter, names the next page, and begins at the end with now', async () => {
    const { cursor } = await readAll(feed, all);
    const filtered = await feed.get(`?company=nobody`, all);
    expect([await filtered.json(), filtered.headers.get('stream-next-offset'), filtered.headers.get('link')]).toEqual([
      [],
      cursor,
      `</events/v1?company=nobody&after=${cursor}>; rel="next"`,
    ]);
    const now = await feed.get('?after=now', all);
    expect([await now.json(), now.headers.get('stream-next-offset')]).toEqual([[], cursor]);
  });

  it('lets a client keep full pages of the past, and no others', async () => {
    const first = await feed.get('?limit=2', all);
    const next = first.headers.get('stream-next-offset') ?? '';
    const full = await feed.get(`?after=${next}&limit=2`, all);
    const etag = full.headers.get('etag') ?? '';
    const again = await feed.get(`?after=${next}&limit=2`, all, { 'if-none-match': etag });
    const open = await feed.get(`?after=${next}&limit=1000`, all);
    expect([first, full, again, open].map(({ status, headers }) => [status, headers.get('cache-control')])).toEqual([
      [200, 'private, no-cache'],
      [200, 'private, max-age=31536000, immutable'],
      [304, 'private, max-age=31536000, immutable'],
      [200, 'no-store'],
    ]);
    expect([open.headers.get('etag'), await again.text()]).toEqual([null, '']);
  });

  it('shows a credential of named companies theirs alone', async () => {
    const named = await feed.credential(['acme', 'initech']);
    const { events } = await readAll(feed, named);
    expect(events.map(({ id }) => id)).toEqual(
      log.filter(({ companyId }) => companyId !== 'globex').map(({ id }) => id),
    );
    const other = await feed.get('?company=acme,globex', named);
    expect([other.status, await other.json()]).toMatchObject([403, { detail: expect.stringContaining('globex') }]);
  });

  it('lets nobody in without a credential of its own that is good', async () => {
    const [expired, gone] = [await feed.credential(null, '2026-01-01T00:00:00.000Z'), await feed.credential()];
    const wrong = `${gone.slice(0, -1)}${gone.endsWith('A') ? 'B' : 'A'}`;
    expect((await feed.get('', gone)).status).toBe(200);
    await feed.revoke(gone);
    const refused = [null, 'unknown.0123456789abcdef0123456789abcdef', wrong, expired];
    for (const credential of refused) {
      const answer = await feed.get('', credential);
      expect([answer.status, answer.headers.get('www-authenticate'), await answer.json()]).toEqual([
        401,
        'Bearer realm="luciq events"',
        expect.objectContaining({ kind: 'credential', detail: expect.stringContaining('operator events-credential') }),
      ]);
    }
    await eventually(async () => (await feed.get('', gone)).status === 401);
    // Good for the account API, as it says of itself, and not for events.
    const scoped = await feed.get('', account.credential);
    expect([scoped.status, scoped.headers.get('www-authenticate'), await scoped.json()]).toEqual([
      403,
      'Bearer realm="luciq events", error="insufficient_scope", scope="events"',
      expect.objectContaining({ detail: expect.stringContaining('scope events') }),
    ]);
  });

  it.each([
    ['?after=nonsense', 400, 'malformed-cursor', 'beginning'],
    ['?after=AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAA', 410, 'other-log', 'Begin again'],
    ['?limit=0', 400, 'limit', '1 to 1000'],
    ['?limit=1001', 400, 'limit', '1 to 1000'],
    ['?limit=1&limit=2', 400, 'parameter-twice', 'limit'],
    ['?wait=56', 400, 'wait', '0 to 55'],
    ['?company=Acme', 400, 'company', 'ids'],
    ['?type=com.luciq.provisioning.token-issued.v1', 400, 'unknown-type', '/events/v1/schemas'],
    ['?type=UserProvisioned', 400, 'unknown-type', '/events/v1/schemas'],
    ['?compnay=acme', 400, 'unknown-parameter', 'company'],
  ])('answers %s with %d %s and what to do', async (path, status, kind, word) => {
    const answer = await feed.get(path, all);
    expect([answer.status, answer.headers.get('content-type'), await answer.json()]).toEqual([
      status,
      expect.stringMatching(/^application\/problem\+json/),
      expect.objectContaining({ status, kind, detail: expect.stringContaining(word) }),
    ]);
  });

  it('has its cursors for ever, and tells readers of a log that was restored or replaced', async () => {
    const old = await feed.get('?limit=10', all);
    const cursor = old.headers.get('stream-next-offset') ?? '';
    // The same place in a history that went on otherwise: the last bytes are of the event that stood there.
    const bytes = Buffer.from(cursor, 'base64url');
    bytes[32] = (bytes[32] ?? 0) ^ 1;
    const beyond = Buffer.from(cursor, 'base64url');
    beyond.writeBigUInt64BE(2n ** 40n, 17);
    const other = await startFeed(engine);
    const otherCredential = await other.credential();
    await other.append('acme');
    const answers = [
      await feed.get(`?after=${cursor}`, all),
      await feed.get(`?after=${bytes.toString('base64url')}`, all),
      await feed.get(`?after=${beyond.toString('base64url')}`, all),
      await other.get(`?after=${cursor}`, otherCredential),
    ];
    const kinds = await Promise.all(answers.slice(1).map(async (answer) => (await answer.json()) as { kind: string }));
    await other.close();
    expect(answers.map(({ status }) => status)).toEqual([200, 410, 410, 410]);
    expect(kinds.map(({ kind }) => kind)).toEqual(['other-history', 'other-history', 'other-log']);
  });
});
