import { randomUUID } from 'node:crypto';
import type { Kafka, Message as KafkaMessage } from 'kafkajs';
import type { Position, StreamName } from '@luciq/events';
import { LOG_START } from '@luciq/events';
import { Unrecoverable } from '@luciq/pump';
import type { KafkaNames } from './client.ts';
import { disconnect } from './client.ts';

/** How long reading the checkpoint topic may take, in milliseconds, before it counts as failed and is begun again. */
export const CHECKPOINT_READ_TIMEOUT_MS = 30_000;

const FETCH_WAIT_MS = 100;
const POSITION = 'position';
const FENCE = 'fence';
const COMPANY = 'company:';

/** The newest record that the relay has passed; the log must still have it at its place. */
export interface RelayedRecord {
  readonly stream: StreamName;
  readonly revision: number;
  readonly position: Position;
  readonly id: string;
}

/** How far a relay has come. */
export interface RelayCheckpoint {
  readonly logId: string;
  readonly position: Position;
  readonly last: RelayedRecord | null;
  /** By company: the sequence of its newest message. */
  readonly sequences: Map<string, number>;
}

/** The checkpoint topic says something that no relay writes. */
export class CheckpointUnreadable extends Unrecoverable {
  override readonly name = 'CheckpointUnreadable';
  constructor(topic: string) {
    super(
      `The topic ${topic} holds a checkpoint that this build cannot read. Start the build that wrote it, or see docs/operate/relay.md.`,
    );
  }
}

/** The record that marks the end of what writers before this one have committed. */
export const fenceMessage = (token: string): KafkaMessage => ({ key: FENCE, value: JSON.stringify({ token }) });

/** The records of a checkpoint that changed: the position, and the counters of these companies. */
export function checkpointMessages(
  { logId, position, last, sequences }: RelayCheckpoint,
  companies: Iterable<string>,
): KafkaMessage[] {
  const value = { logId, position: String(position), last: last && { ...last, position: String(last.position) } };
  const counters = Array.from(companies, (company) => ({
    key: `${COMPANY}${company}`,
    value: JSON.stringify({ sequence: sequences.get(company) ?? 0 }),
  }));
  return [{ key: POSITION, value: JSON.stringify(value) }, ...counters];
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isDigits = (value: unknown): value is string => typeof value === 'string' && /^\d{1,19}$/.test(value);

function parsed(value: string): Readonly<Record<string, unknown>> | null {
  try {
    const json: unknown = JSON.parse(value);
    return typeof json === 'object' && json !== null ? (json as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

function lastOf(value: unknown): RelayedRecord | null | undefined {
  if (value === null) return null;
  const { stream, revision, position, id } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof stream !== 'string' || typeof id !== 'string' || !isWhole(revision) || !isDigits(position))
    return undefined;
  return { stream: stream as StreamName, revision, position: BigInt(position), id };
}

/** The checkpoint in what the topic holds by key; null where there never was one. */
export function checkpointOf(topic: string, values: ReadonlyMap<string, string>): RelayCheckpoint | null {
  const sequences = new Map<string, number>();
  for (const [key, value] of values) {
    if (!key.startsWith(COMPANY)) continue;
    const sequence = parsed(value)?.['sequence'];
    if (!isWhole(sequence)) throw new CheckpointUnreadable(topic);
    sequences.set(key.slice(COMPANY.length), sequence);
  }
  const text = values.get(POSITION);
  if (text === undefined) {
    if (sequences.size > 0) throw new CheckpointUnreadable(topic);
    return null;
  }
  const { logId, position, last } = parsed(text) ?? {};
  const record = lastOf(last);
  if (typeof logId !== 'string' || !isDigits(position) || record === undefined) throw new CheckpointUnreadable(topic);
  return { logId, position: BigInt(position), last: record, sequences };
}

/** A checkpoint before the first record of a log. */
export const emptyCheckpoint = (logId: string): RelayCheckpoint => ({
  logId,
  position: LOG_START,
  last: null,
  sequences: new Map(),
});

/**
 * Reads the checkpoint topic from its beginning to the fence that the caller has just committed: with read_committed, that
 * is all that any writer before it has committed, and no writer can add to it.
 */
export async function readCheckpointTopic(
  kafka: Kafka,
  names: KafkaNames,
  token: string,
): Promise<ReadonlyMap<string, string>> {
  // A group of its own, so that a reader that was killed blocks no other.
  const groupId = `${names.relayGroup}.checkpoint.${randomUUID()}`;
  const consumer = kafka.consumer({
    groupId,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    readUncommitted: false,
  });
  const values = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  try {
    await consumer.connect();
    await consumer.subscribe({ topic: names.checkpoint, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error('the checkpoint topic was not read in time')),
        CHECKPOINT_READ_TIMEOUT_MS,
      );
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        // On a young cluster the coordinator may still be loading: kafkajs begins again by itself.
        if (!payload.restart) reject(payload.error);
      });
      const running = consumer.run({
        autoCommit: false,
        eachBatch: async ({ batch }) => {
          for (const { key, value } of batch.messages) {
            if (key === null || value === null) continue;
            values.set(key.toString(), value.toString());
            if (key.toString() === FENCE && parsed(value.toString())?.['token'] === token) resolve();
          }
        },
      });
      running.catch(reject);
    });
  } finally {
    clearTimeout(timer);
    await disconnect(consumer);
  }
  await forgetGroup(kafka, groupId);
  return values;
}

/** The group has no offsets and would vanish by itself in time; until then it clutters every list of groups. */
async function forgetGroup(kafka: Kafka, groupId: string): Promise<void> {
  const admin = kafka.admin();
  await admin
    .connect()
    .then(() => admin.deleteGroups([groupId]))
    .catch(() => undefined);
  await disconnect(admin);
}
