import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventData } from '@eventstore/db-client';
import {
  ANY,
  BACKWARDS,
  END,
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  START,
  STREAM_EXISTS,
} from '@eventstore/db-client';
import { afterEach, describe, expect, it } from '@jest/globals';
import { RUNS_TYPESCRIPT } from '../programs/index.ts';
import { EventStoreDbDouble, MAX_APPEND_BYTES } from './index.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const event = (data: Record<string, unknown> = {}): EventData =>
  jsonEvent({ id: randomUUID(), type: 'Something', data });

async function startProcess(
  port: number,
  file: string,
): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const main = [
    ...RUNS_TYPESCRIPT,
    'libs/test-engines/src/eventstoredb/main.ts',
    '--port',
    String(port),
    '--file',
    file,
  ];
  const child = spawn(process.execPath, main, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: /esdb:\S+/.exec(String(line))?.[0] ?? '' };
}

describe('The EventStoreDB double', () => {
  const cleanUps: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
  });
  const start = async (): Promise<{ double: EventStoreDbDouble; client: EventStoreDBClient }> => {
    const double = await EventStoreDbDouble.start();
    const client = EventStoreDBClient.connectionString(double.connectionString);
    cleanUps.push(
      () => double.stop(),
      () => client.dispose(),
    );
    return { double, client };
  };
  /** Per-call credentials choose the call for a single append; without them the client batches. */
  const CALLS = [
    ['batched', {}],
    ['single', { credentials: { username: 'any', password: 'any' } }],
  ] as const;

  describe.each(CALLS)('by the %s append', (_, call) => {
    it('holds appends to the revision they expect', async () => {
      const { client } = await start();
      const append = (expectedRevision: typeof ANY | typeof NO_STREAM | typeof STREAM_EXISTS | bigint) =>
        client.appendToStream('s', event(), { expectedRevision, ...call });
      await expect(append(STREAM_EXISTS)).rejects.toMatchObject({
        type: 'wrong-expected-version',
        actualVersion: 'no_stream',
      });
      expect(await append(NO_STREAM)).toMatchObject({ success: true, nextExpectedRevision: 0n });
      await expect(append(NO_STREAM)).rejects.toMatchObject({ type: 'wrong-expected-version', actualVersion: 0n });
      await expect(append(5n)).rejects.toMatchObject({ actualVersion: 0n });
      expect(await append(0n)).toMatchObject({ nextExpectedRevision: 1n });
      expect(await append(ANY)).toMatchObject({ nextExpectedRevision: 2n });
      expect(await append(STREAM_EXISTS)).toMatchObject({ nextExpectedRevision: 3n });
    });

    it('does the same events at the same place once, and refuses a mixture', async () => {
      const { client } = await start();
      const [one, two] = [event(), event()];
      const first = await client.appendToStream('s', [one, two], { expectedRevision: NO_STREAM, ...call });
      await client.appendToStream('s', event(), { ...call });
      expect(await client.appendToStream('s', [one, two], { expectedRevision: NO_STREAM, ...call })).toEqual(first);
      expect(await client.appendToStream('s', [one], { expectedRevision: ANY, ...call })).toMatchObject({
        nextExpectedRevision: 0n,
      });
      await expect(
        client.appendToStream('s', [one, event()], { expectedRevision: NO_STREAM, ...call }),
      ).rejects.toMatchObject({ type: 'wrong-expected-version' });
      await expect(
        client.appendToStream('s', [two, event()], { expectedRevision: ANY, ...call }),
      ).rejects.toMatchObject({ type: 'wrong-expected-version' });
    });

    it('takes no append over the limit', async () => {
      const { client } = await start();
      const large = event({ text: 'x'.repeat(MAX_APPEND_BYTES) });
      await expect(client.appendToStream('s', large, { ...call })).rejects.toMatchObject({
        type: 'maximum-append-size-exceeded',
      });
    });

    it('knows streams that were deleted, for now or for good', async () => {
      const { client } = await start();
      await client.appendToStream('s', event(), { ...call });
      await client.deleteStream('s');
      await expect(readAll(client, 's')).rejects.toMatchObject({ type: 'stream-not-found' });
      expect(await client.appendToStream('s', event(), { expectedRevision: NO_STREAM, ...call })).toMatchObject({
        nextExpectedRevision: 1n,
      });
      await client.tombstoneStream('s');
      await expect(client.appendToStream('s', event(), { ...call })).rejects.toMatchObject({ type: 'stream-deleted' });
    });
  });

  it('reads everything forwards and backwards, with positions that grow and are not contiguous', async () => {
    const { client } = await start();
    for (const stream of ['a', 'b', 'a']) await client.appendToStream(stream, [event(), event()]);
    const positions: bigint[] = [];
    for await (const { event: read } of client.readAll({ fromPosition: START }))
      if (read) positions.push(read.position?.commit ?? 0n);
    const back: bigint[] = [];
    for await (const { event: read } of client.readAll({ fromPosition: END, direction: BACKWARDS }))
      if (read) back.push(read.position?.commit ?? 0n);
    expect(positions.length).toBeGreaterThan(6);
    expect(back.toReversed()).toEqual(positions);
    expect(positions.every((position, index) => index === 0 || position > (positions[index - 1] ?? 0n) + 1n)).toBe(
      true,
    );
    expect(await readAll(client, 'a')).toEqual([0n, 1n, 2n, 3n]);
  });

  it('says by gossip which node leads, for connection strings of clusters', async () => {
    const { double } = await start();
    const client = EventStoreDBClient.connectionString(
      `esdb://127.0.0.1:${double.port},127.0.0.1:${double.port}?tls=false&nodePreference=leader`,
    );
    cleanUps.push(() => client.dispose());
    expect(await client.appendToStream('s', event())).toMatchObject({ success: true });
  });

  it('keeps what it answered when its process is killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'double-'));
    cleanUps.push(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'log.jsonl');
    const first = await startProcess(0, file);
    const client = EventStoreDBClient.connectionString(first.url);
    const answered: bigint[] = [];
    const writing = (async () => {
      for (;;)
        answered.push(
          (
            await client.appendToStream('s', event(), {
              expectedRevision: answered.length === 0 ? NO_STREAM : BigInt(answered.length - 1),
            })
          ).nextExpectedRevision,
        );
    })();
    while (answered.length < 50) await new Promise((resolve) => setTimeout(resolve, 5));
    const gone = once(first.child, 'exit');
    first.child.kill('SIGKILL');
    await gone;
    await expect(writing).rejects.toBeDefined();
    await client.dispose();
    const second = await startProcess(Number(/:(\d+)\?/.exec(first.url)?.[1]), file);
    const again = EventStoreDBClient.connectionString(second.url);
    const read = await readAll(again, 's');
    expect(read.slice(0, answered.length)).toEqual(answered);
    expect(read.length - answered.length).toBeLessThanOrEqual(1);
    await again.dispose();
    const stopped = once(second.child, 'exit');
    second.child.kill('SIGKILL');
    await stopped;
  });
});

async function readAll(client: EventStoreDBClient, stream: string): Promise<readonly bigint[]> {
  const revisions: bigint[] = [];
  for await (const { event: read } of client.readStream(stream)) if (read) revisions.push(read.revision);
  return revisions;
}
