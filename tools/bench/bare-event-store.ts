import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { freshPrefix } from '@luciq/test-engines/eventstoredb';
import { programArguments } from '@luciq/testing/processes';

/** The server of EVENTSTORE_URL, else the double in a process of its own. */
export async function eventStoreServer(): Promise<{
  readonly name: string;
  readonly url: string;
  readonly stop: () => void;
}> {
  const named = process.env['EVENTSTORE_URL'];
  if (named) return { name: 'the server of EVENTSTORE_URL', url: named, stop: () => undefined };
  const child = spawn(process.execPath, programArguments('libs/test-engines/src/eventstoredb/main.ts'), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve) =>
    createInterface({ input: child.stdout }).once('line', (line) => resolve(line.split(' ').at(-1) ?? '')),
  );
  return { name: 'the double', url, stop: () => void child.kill() };
}

const data = {
  userName: 'ada@acme.example',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  padding: 'x'.repeat(400),
};

/** Appends and reads of the client alone, each of a stream with one event. */
export class BareEventStore {
  private readonly client: EventStoreDBClient;
  private readonly prefix = freshPrefix();
  private appended = 0;

  constructor(url: string) {
    this.client = EventStoreDBClient.connectionString(url);
  }

  /** Appends one event to a new stream; credentials make it a call of its own, as in the product. */
  async append(): Promise<void> {
    const n = this.appended++;
    await this.client.appendToStream(`${this.prefix}-${n}`, jsonEvent({ type: 'Bare', data }), {
      expectedRevision: NO_STREAM,
      credentials: { username: '', password: '' },
    });
  }

  /** Reads one of the streams that were appended. */
  async read(n: number): Promise<void> {
    const stream = `${this.prefix}-${(n * 7_919) % this.appended}`;
    for await (const { event } of this.client.readStream(stream)) if (!event) throw new Error('an event is missing');
  }

  /** Lets go of the server. */
  close(): Promise<void> {
    return this.client.dispose();
  }
}

/** Does so much work, so many at a time; `work` is given the number of each. */
export async function atOnce(clients: number, count: number, work: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) await work(n);
  };
  await Promise.all(Array.from({ length: clients }, worker));
}

/** How often a second work is done by so many clients, each beginning again when it is done. */
export async function ratePerSecond(
  clients: number,
  seconds: number,
  work: (n: number) => Promise<unknown>,
): Promise<number> {
  let done = 0;
  const startedAt = performance.now();
  const worker = async (): Promise<void> => {
    while (performance.now() - startedAt < seconds * 1_000) await work(done++);
  };
  await Promise.all(Array.from({ length: clients }, worker));
  return done / ((performance.now() - startedAt) / 1_000);
}
