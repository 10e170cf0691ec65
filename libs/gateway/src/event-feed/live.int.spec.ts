import { afterAll, describe, expect, it, jest } from '@jest/globals';
import type { EventStore } from '@luciq/event-store';
import { registerCompany } from '@luciq/testing/companies';
import type { Feed, FeedOptions } from '@luciq/testing/event-feed';
import {
  appendTo,
  eventually,
  feedEngines,
  internal,
  openStream,
  provisioned,
  startFeed,
} from '@luciq/testing/event-feed';

jest.setTimeout(120_000);

const { engines, stop } = await feedEngines();
afterAll(stop);

const IDLE = 1_000;
const OPEN_OF_CREDENTIAL = 500;
const TOKEN = 'okta.0123456789abcdef0123456789abcdef';

describe.each(engines)('The feed over HTTP, live, on $name', (engine) => {
  const closers: (() => Promise<void>)[] = [];
  const opened = async (options?: FeedOptions): Promise<Feed> => {
    const feed = await startFeed(engine, options);
    closers.push(() => feed.close());
    return feed;
  };
  afterAll(async () => {
    for (const close of closers) await close();
  });

  it('a long poll waits for the first event that passes its filter, whoever appends it, and else ends empty', async () => {
    const feed = await opened();
    const credential = await feed.credential();
    const other = feed.log.another();
    closers.unshift(() => other.close());
    const place = (await feed.get('?after=now', credential)).headers.get('stream-next-offset') ?? '';
    const polls = ['', '&company=globex'].map((query) =>
      feed.get(`?after=${place}&limit=1&wait=50${query}`, credential),
    );
    const empty = await feed.get('?after=now&wait=1', credential);
    expect([empty.status, empty.headers.get('stream-up-to-date'), await empty.json()]).toEqual([200, 'true', []]);
    const { id: acme } = await appendTo(other, 'acme');
    const { id: globex } = await appendTo(other, 'globex');
    const answers = await Promise.all(polls.map(async (poll) => (await poll).json()));
    expect(answers).toEqual([[expect.objectContaining({ id: acme })], [expect.objectContaining({ id: globex })]]);
  });

  it('a stream goes on from the id of any event, or of no event, without a hole or a repeat', async () => {
    const feed = await opened();
    const credential = await feed.credential();
    for (let i = 0; i < 20; i += 1)
      await feed.append(i % 2 ? 'acme' : 'globex', i % 5 === 4 ? internal : provisioned());
    const seen: string[] = [];
    let lastEventId: string | undefined;
    const wanted = (): Promise<readonly string[]> =>
      feed.published().then((log) => log.filter(({ companyId }) => companyId === 'acme').map(({ id }) => id));
    while (seen.length < 12) {
      const stream = await openStream(feed, credential, {
        query: '?company=acme',
        ...(lastEventId === undefined ? {} : { lastEventId }),
      });
      expect(stream.response.headers.get('content-type')).toBe('text/event-stream');
      for (let i = 0; i < 3; i += 1) {
        // What comes while the stream is open comes on it.
        if (i === 2) await feed.append('acme');
        const next = await stream.next();
        if (next?.event) seen.push(next.event.id);
        lastEventId = next?.cursor;
      }
      stream.end();
    }
    expect(seen).toEqual((await wanted()).slice(0, seen.length));
  });

  it('ends what is open when the gateway stops: a long poll with what there is, a stream as a stream ends', async () => {
    const feed = await startFeed(engine);
    const credential = await feed.credential();
    const record = await feed.append('acme');
    const stream = await openStream(feed, credential);
    expect((await stream.next())?.event?.id).toBe(record.id);
    const poll = feed.get('?after=now&wait=50', credential);
    const rest = stream.next();
    await eventually(async () => (await feed.get('?limit=1', credential)).status === 200);
    await feed.close();
    const answer = await poll;
    expect([answer.status, await answer.json(), await rest]).toEqual([200, [], null]);
  });

  it('ends what is open with a credential when it is revoked anywhere, or expires', async () => {
    const feed = await opened();
    const [gone, short] = [
      await feed.credential(),
      await feed.credential(null, new Date(Date.now() + 3_000).toISOString()),
    ];
    const kept = await feed.credential();
    const streams = await Promise.all(
      [gone, short, kept].map((credential) => openStream(feed, credential, { query: '?after=now' })),
    );
    const poll = feed.get('?after=now&wait=50', gone);
    const ends = streams.map((stream) => stream.next());
    await feed.revoke(gone);
    const answer = await poll;
    expect([answer.status, await ends[0], await ends[1]]).toEqual([401, null, null]);
    const record = await feed.append('acme');
    expect((await ends[2])?.event?.id).toBe(record.id);
    streams[2]?.end();
  });

  it('a thousand idle long polls cost one wait, and SCIM is answered beside them', async () => {
    const asked = { waits: 0, mostWaits: 0, reads: 0 };
    const watch = (store: EventStore): EventStore => ({
      append: (request) => store.append(request),
      readStream: (stream, after) => store.readStream(stream, after),
      readLog: (query) => {
        asked.reads += 1;
        return store.readLog(query);
      },
      idAt: (position) => store.idAt(position),
      claimOwner: (claim) => store.claimOwner(claim),
      head: (companyId) => store.head(companyId),
      waitForRecords: async (after, signal) => {
        asked.waits += 1;
        asked.mostWaits = Math.max(asked.mostWaits, asked.waits);
        await store.waitForRecords(after, signal);
        asked.waits -= 1;
      },
      close: () => store.close(),
    });
    const feed = await opened({ watch });
    await registerCompany(feed.store, { companyId: 'acme', token: TOKEN });
    const credentials = [await feed.credential(), await feed.credential()];
    const place = (await feed.get('?after=now', credentials[0] ?? '')).headers.get('stream-next-offset') ?? '';
    const before = asked.reads;
    const polls = Array.from({ length: IDLE }, (_, index) =>
      feed.get(`?after=${place}&company=nobody,acme&wait=55`, credentials[index % 2] ?? ''),
    );
    // Each credential has as many open as it may, so that they are all there.
    await eventually(async () => (await feed.get(`?after=${place}&wait=0`, credentials[0] ?? '')).status === 429);
    await eventually(async () => (await feed.get(`?after=${place}&wait=0`, credentials[1] ?? '')).status === 429);
    const refused = await feed.get('', credentials[0] ?? '');
    expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toMatchObject([
      429,
      '5',
      { detail: expect.stringContaining(String(OPEN_OF_CREDENTIAL)) },
    ]);
    const idle = asked.reads;
    for (let i = 0; i < 20; i += 1) {
      const headers = { authorization: `Bearer ${TOKEN}` };
      const path = `/Users?filter=${encodeURIComponent('userName eq "nobody@acme.example"')}`;
      expect((await fetch(`${feed.gateway.scimBaseUrl}${path}`, { headers })).status).toBe(200);
    }
    // One reader of the end of the log, and those who came before it ran: not one for each.
    expect([asked.mostWaits, idle - before < IDLE / 10, asked.reads - idle < IDLE / 10]).toEqual([1, true, true]);
    const record = await feed.append('acme');
    const answers = await Promise.all(
      polls.map(async (poll) => ((await (await poll).json()) as { id: string }[])[0]?.id),
    );
    expect(new Set(answers)).toEqual(new Set([record.id]));
  });
});
