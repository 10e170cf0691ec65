import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, jest } from '@jest/globals';
import type { Feed } from '@luciq/testing/event-feed';
import { feedEngines, openStream, readAll, startFeed } from '@luciq/testing/event-feed';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'feed-restored-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { engines, stop } = await feedEngines();
afterAll(stop);

it('a log that was restored tells readers who were further, and goes on for all others', async () => {
  const [embedded] = engines;
  if (!embedded) throw new Error('there is no embedded engine');
  const [live, backup] = [join(folder, 'live'), join(folder, 'backup')];
  const on = async (work: (feed: Feed) => Promise<void>): Promise<void> => {
    const feed = await startFeed(embedded, { log: embedded.open(live) });
    await work(feed);
    await feed.close();
  };
  let credential = '';
  const cursors = { before: '', after: '', end: '' };
  mkdirSync(live);
  await on(async (feed) => {
    credential = await feed.credential();
    await feed.append('acme');
    cursors.before = (await readAll(feed, credential)).cursor;
  });
  cpSync(live, backup, { recursive: true });
  await on(async (feed) => {
    await feed.append('acme');
    cursors.after = (await readAll(feed, credential)).cursor;
    await feed.append('acme');
    cursors.end = (await readAll(feed, credential)).cursor;
  });
  rmSync(live, { recursive: true });
  cpSync(backup, live, { recursive: true });
  await on(async (feed) => {
    const other = await feed.append('globex');
    const kept = await readAll(feed, credential, { after: cursors.before });
    expect(kept.events.map(({ id }) => id)).toEqual([other.id]);
    for (const cursor of [cursors.after, cursors.end]) {
      const answer = await feed.get(`?after=${cursor}&wait=1`, credential);
      expect([answer.status, await answer.json()]).toMatchObject([410, { kind: 'other-history' }]);
      const stream = await openStream(feed, credential, { lastEventId: cursor });
      expect(stream.response.status).toBe(410);
      stream.end();
    }
  });
});
