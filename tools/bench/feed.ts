import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { EventStore } from '@luciq/event-store';
import { openSqliteEventStore } from '@luciq/event-store/sqlite';
import { LOG_START, plain, userStream } from '@luciq/events';
import { credentialsOn } from '@luciq/testing/event-feed';
import type { RunningServer } from '@luciq/testing/processes';
import { startServer } from '@luciq/testing/processes';
import { BENCH_TOKEN } from './bench-token.ts';
import type { Row } from './report.ts';
import { report, step } from './report.ts';

const EVENTS = Number(process.env['BENCH_EVENTS'] || 60_000);
const APPENDS_AT_ONCE = 250;
const PAGE = 1_000;
/** Rounds, both ways of reading in turns; the middle counts. */
const ROUNDS = 3;
/** Share of the rate of reading the log that HTTP has to reach. */
const OF_LOG = 0.5;
const WRITES = 600;
const WRITE_EVERY_MS = 10;
const LATENCY_P50_MS = 30;
const LATENCY_P99_MS = 150;

const middle = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length * share)] ?? Number.NaN;

/** Appends users as Okta would send them. */
async function fill(store: EventStore): Promise<void> {
  for (let done = 0; done < EVENTS; done += APPENDS_AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(APPENDS_AT_ONCE, EVENTS - done) }, (_, index) => {
        const [userId, n] = [randomUUID(), done + index];
        return store.append({
          stream: userStream(`company-${n % 20}`, userId),
          expected: 'no-stream',
          events: [
            {
              id: randomUUID(),
              event: {
                type: 'UserProvisioned',
                data: { userId, origin: 'scim' },
                personal: plain({
                  userName: `user${n}@example.com`,
                  externalId: `00u${n}x`,
                  name: { givenName: `Given${n}`, familyName: `Family${n % 997}` },
                  displayName: `Given${n} Family${n % 997}`,
                  emails: [{ primary: true, value: `user${n}@example.com`, type: 'work' }],
                }),
              },
            },
          ],
          time: new Date().toISOString(),
          cause: {
            commandId: randomUUID(),
            requestId: randomUUID(),
            actor: { kind: 'idp', id: 'bench' },
            tokenId: 'bench',
          },
        });
      }),
    );
}

/** How fast something was read: a second, and processor time of the process that has the log, in microseconds each. */
interface Reading {
  readonly perSecond: number;
  readonly cpuUs: number;
}

/** Reads, and says how fast; `cpuSeconds` of the process that reads the log. */
async function timed(cpuSeconds: () => number, read: () => Promise<number>): Promise<Reading> {
  const [startedAt, cpu] = [performance.now(), cpuSeconds()];
  const count = await read();
  return { perSecond: count / ((performance.now() - startedAt) / 1_000), cpuUs: ((cpuSeconds() - cpu) * 1e6) / count };
}

/** Reads the log itself, in slices as large as the pages, and counts. */
async function readLog(store: EventStore): Promise<number> {
  let count = 0;
  for (let after = LOG_START; ;) {
    const { records, through } = await store.readLog({ after, limit: PAGE });
    count += records.length;
    if (through <= after) return count;
    after = through;
  }
}

/** Reads the feed over HTTP, parses what comes, and counts. The next page is asked for while one is read. */
async function readFeed(origin: string, credential: string): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const ask = async (cursor: string): Promise<IncomingMessage> => {
    const asked = get(`${origin}/events/v1?after=${cursor}&limit=${PAGE}`, {
      agent,
      headers: { authorization: `Bearer ${credential}` },
    });
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return answer;
  };
  let count = 0;
  for (let asked: Promise<IncomingMessage> | null = ask('beginning'); asked;) {
    const answer: IncomingMessage = await asked;
    const next = answer.headers['stream-next-offset'];
    if (typeof next !== 'string') throw new Error(`the feed answers ${answer.statusCode}`);
    asked = answer.headers['stream-up-to-date'] === 'true' ? null : ask(next);
    count += (JSON.parse(await text(answer)) as readonly unknown[]).length;
  }
  agent.destroy();
  return count;
}

/** Milliseconds from the answer to SCIM to the event in the hands of a client of the stream; 0 where the event was faster. */
async function latencies(server: RunningServer, credential: string): Promise<readonly number[]> {
  const arrived = new Map<string, number>();
  const hangUp = new AbortController();
  const stream = await fetch(`${server.origin}/events/v1?after=now`, {
    headers: { authorization: `Bearer ${credential}`, accept: 'text/event-stream' },
    signal: hangUp.signal,
  });
  const listening = (async () => {
    let text = '';
    for await (const part of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (text + part).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data !== undefined) arrived.set((JSON.parse(data) as { subject: string }).subject, performance.now());
      }
    }
  })().catch(() => undefined);
  const answered = new Map<string, number>();
  const writes = Array.from({ length: WRITES }, async (_, n) => {
    await delay(n * WRITE_EVERY_MS);
    const answer = await fetch(`${server.origin}/scim/v2/Users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${BENCH_TOKEN}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify({
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName: `${randomUUID()}@example.com`,
        name: { familyName: 'Lovelace' },
      }),
    });
    const { id } = (await answer.json()) as { readonly id: string };
    answered.set(`user/${id}`, performance.now());
  });
  await Promise.all(writes);
  while (arrived.size < WRITES) await delay(10);
  hangUp.abort();
  await listening;
  return [...answered].map(([subject, at]) => Math.max(0, (arrived.get(subject) ?? Number.NaN) - at));
}

const rateOf = (rounds: readonly Reading[]): number => Math.round(middle(rounds.map(({ perSecond }) => perSecond)));
const cpuOf = (rounds: readonly Reading[]): string => middle(rounds.map(({ cpuUs }) => cpuUs)).toFixed(1);

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-feed-'));
  const store = openSqliteEventStore({ file: join(folder, 'events.sqlite') });
  step(`fills a log with ${EVENTS} events`);
  await fill(store);
  const credential = await credentialsOn(store).credential();
  step('starts the standalone product, which makes its rows first');
  const server = await startServer('standalone', {
    LUCIQ_DATA_DIR: folder,
    PORT: '0',
    LUCIQ_BOOTSTRAP_TOKEN: BENCH_TOKEN,
  });
  try {
    const rounds: { readonly log: Reading; readonly http: Reading }[] = [];
    const own = (): number => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6;
    for (let round = 0; round < ROUNDS; round += 1) {
      step(`round ${round + 1}: the log, then the feed`);
      rounds.push({
        log: await timed(own, () => readLog(store)),
        http: await timed(server.cpuSeconds, () => readFeed(server.origin, credential)),
      });
    }
    step('writes over SCIM while a stream is open');
    const all: number[][] = [];
    for (let round = 0; round < ROUNDS; round += 1) all.push([...(await latencies(server, credential))]);
    const ratio = middle(rounds.map(({ http, log }) => http.perSecond / log.perSecond));
    const [p50, p99] = [
      middle(all.map((each) => percentile(each, 0.5))),
      middle(all.map((each) => percentile(each, 0.99))),
    ];
    const [http, log] = [rounds.map((round) => round.http), rounds.map((round) => round.log)];
    const rows: Row[] = [
      {
        what: `feed over HTTP, catch-up of ${EVENTS} events, to reading the log`,
        figure: `${rateOf(http)}/s to ${rateOf(log)}/s; processor time of who reads the log ${cpuOf(http)} to ${cpuOf(log)} µs each`,
        ratio,
        bar: `at least ${OF_LOG}`,
        met: ratio >= OF_LOG,
      },
      {
        what: `feed as a stream, from SCIM's answer to the event, ${WRITES} writes at ${1_000 / WRITE_EVERY_MS}/s`,
        figure: `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
        bar: `p50 ${LATENCY_P50_MS} ms, p99 ${LATENCY_P99_MS} ms`,
        met: p50 <= LATENCY_P50_MS && p99 <= LATENCY_P99_MS,
      },
    ];
    report(rows, 'reports/bench-feed.json');
  } finally {
    await server.stop();
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

await main();
