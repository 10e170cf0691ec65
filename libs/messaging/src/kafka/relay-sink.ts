import { randomUUID } from 'node:crypto';
import type { Kafka, Message as KafkaMessage, Producer } from 'kafkajs';
import { Partitioners } from 'kafkajs';
import type { EventRecord, Position } from '@luciq/events';
import { isPublished } from '@luciq/events';
import { Unrecoverable } from '@luciq/pump';
import { toMessage } from '../cloud-event.ts';
import type { Message, RelayedLog, RelaySink, RelayStep } from '../port.ts';
import type { RelayCheckpoint } from './checkpoint.ts';
import { checkpointMessages, checkpointOf, emptyCheckpoint, fenceMessage, readCheckpointTopic } from './checkpoint.ts';
import type { KafkaConnection, KafkaNames } from './client.ts';
import { CLIENT_RETRY, disconnect, openKafka, protocolErrors } from './client.ts';

/** How long a transaction may stay open, in milliseconds: readers of committed messages wait so long for a relay that hangs. */
export const TRANSACTION_TIMEOUT_MS = 15_000;
/** Messages of one transaction, in bytes; more records are written in several, each with its checkpoint. */
export const TRANSACTION_BYTES = 8 * 1_024 * 1_024;
/** Messages of one request, in bytes: all may be of one partition, and then must fit MAX_MESSAGE_BYTES. One message may be larger. */
export const SEND_BYTES = 2 * 1_024 * 1_024;

const FENCED: readonly string[] = ['INVALID_PRODUCER_EPOCH', 'PRODUCER_FENCED'];

/** Another relay has taken over, or a transaction was open for too long. The supervisor of the process starts it again. */
export class RelayFenced extends Unrecoverable {
  override readonly name = 'RelayFenced';
  constructor(options?: ErrorOptions) {
    super(
      'Kafka has shut this relay out: another one took over, or a transaction took longer than 15 s. Nothing is lost or doubled; start it again.',
      options,
    );
  }
}

/** Log and checkpoint do not belong together. */
export class CheckpointOfAnotherLog extends Unrecoverable {
  override readonly name = 'CheckpointOfAnotherLog';
}

/** The records come in an order, or with a sequence, that cannot be. */
export class RecordsOutOfOrder extends Unrecoverable {
  override readonly name = 'RecordsOutOfOrder';
}

/** Of whom the sink is made. */
export interface RelaySinkOptions {
  readonly connection: KafkaConnection;
  readonly names: KafkaNames;
  readonly log: RelayedLog;
  /** Where gateways answer with the schemas of messages; none unless given. */
  readonly publicUrl?: string | undefined;
  /** Asked before others are shut out; false makes that a failure to be tried again. */
  readonly mayFence?: () => boolean;
  /** Told after each step, and waited for. What it throws is a failure at that place. */
  readonly onStep?: (step: RelayStep) => void | Promise<void>;
}

interface Session {
  readonly producer: Producer;
  readonly checkpoint: RelayCheckpoint;
}

const sizeOf = ({ key, value, headers }: Message): number =>
  Object.entries(headers).reduce(
    (sum, [name, text]) => sum + name.length + text.length,
    key.length + Buffer.byteLength(value),
  );

/** The sink of the relay: messages, counters and position in one Kafka transaction. */
export function kafkaRelaySink(options: RelaySinkOptions): RelaySink {
  return new KafkaRelaySink(options);
}

class KafkaRelaySink implements RelaySink {
  private readonly options: RelaySinkOptions;
  private readonly kafka: Kafka;
  private session: Session | null = null;

  constructor(options: RelaySinkOptions) {
    this.options = options;
    this.kafka = openKafka(options.connection);
  }

  async checkpoint(): Promise<Position> {
    this.session ??= await this.open();
    return this.session.checkpoint.position;
  }

  async write(records: readonly EventRecord[], through: Position): Promise<void> {
    const session = this.session;
    if (!session) throw new Error('checkpoint() must be called before write()');
    // Until all is committed, what became of it is unknown: the next one to ask for the checkpoint finds out.
    this.session = null;
    try {
      let { checkpoint } = session;
      for (const batch of this.batches(records, through, checkpoint))
        checkpoint = await this.commit(session.producer, batch);
      this.session = { producer: session.producer, checkpoint };
    } catch (error) {
      void disconnect(session.producer);
      throw fencedOr(error);
    }
  }

  async close(): Promise<void> {
    const session = this.session;
    this.session = null;
    if (session) await disconnect(session.producer);
  }

  private async open(): Promise<Session> {
    const { names, log, mayFence, onStep } = this.options;
    if (mayFence && !mayFence()) throw new Error('not certain to be the leader');
    const producer = this.kafka.producer({
      transactionalId: names.transactionalId,
      transactionTimeout: TRANSACTION_TIMEOUT_MS,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: CLIENT_RETRY,
    });
    try {
      await producer.connect();
      await onStep?.('connected');
      // kafkajs shuts others out with the first transaction, not when it connects. Only then is the checkpoint settled.
      const token = randomUUID();
      await transact(producer, [{ topic: names.checkpoint, messages: [fenceMessage(token)] }]);
      await onStep?.('fenced');
      const found = checkpointOf(names.checkpoint, await readCheckpointTopic(this.kafka, names, token));
      await onStep?.('read');
      if (found) await verify(found, log);
      if (found && found.sequences.size > 0 && !(await this.hasMessages())) {
        throw new CheckpointOfAnotherLog(
          `The topic ${names.messages} was made anew, and ${names.checkpoint} says what was on it before. Delete both to publish all anew; see docs/operate/relay.md.`,
        );
      }
      return { producer, checkpoint: found ?? (await this.begin(producer)) };
    } catch (error) {
      void disconnect(producer);
      throw fencedOr(error);
    }
  }

  /** The first start of all: a checkpoint comes before the first message, so that messages without one tell of its loss. */
  private async begin(producer: Producer): Promise<RelayCheckpoint> {
    const { names, log, onStep } = this.options;
    if (await this.hasMessages()) {
      throw new CheckpointOfAnotherLog(
        `The topic ${names.messages} holds messages, but ${names.checkpoint} no checkpoint. Put it back, or delete both topics to publish all anew.`,
      );
    }
    const checkpoint = emptyCheckpoint(log.id);
    await transact(producer, [{ topic: names.checkpoint, messages: checkpointMessages(checkpoint, []) }]);
    await onStep?.('begun');
    return checkpoint;
  }

  /** True if anything was ever written to the topic, whether it is still kept or not. */
  private async hasMessages(): Promise<boolean> {
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      const offsets = await admin.fetchTopicOffsets(this.options.names.messages);
      return offsets.some(({ high }) => high !== '0');
    } finally {
      await disconnect(admin);
    }
  }

  /** The records in parts of at most TRANSACTION_BYTES, each with the checkpoint after it. */
  private *batches(records: readonly EventRecord[], through: Position, before: RelayCheckpoint): Generator<Batch> {
    const { logId, sequences } = before;
    const { publicUrl = null } = this.options;
    let { position, last } = before;
    let batch: Batch = { messages: [], bytes: 0, companies: new Set(), checkpoint: before };
    for (const record of records) {
      if (record.position <= position)
        throw new RecordsOutOfOrder(
          `The log gave the record at ${record.position} after position ${position}. Stop all writers and look at the log.`,
        );
      if (isPublished(record.event.type)) {
        const companySequence = nextSequence(record, sequences);
        const message = toMessage({ ...record, companySequence }, logId, publicUrl);
        const bytes = sizeOf(message);
        if (batch.bytes > 0 && batch.bytes + bytes > TRANSACTION_BYTES) {
          yield { ...batch, checkpoint: { logId, position, last, sequences } };
          batch = { messages: [], bytes: 0, companies: new Set(), checkpoint: before };
        }
        sequences.set(record.companyId, companySequence);
        batch.companies.add(record.companyId);
        batch.messages.push({ message, bytes });
        batch.bytes += bytes;
      }
      const { stream, revision, id } = record;
      ({ position } = record);
      last = { stream, revision, position, id };
    }
    if (through < position)
      throw new RecordsOutOfOrder(
        `The log was read through ${through}, and gave the record at ${position}. Stop all writers and look at the log.`,
      );
    yield { ...batch, checkpoint: { logId, position: through, last, sequences } };
  }

  private async commit(producer: Producer, { messages, companies, checkpoint }: Batch): Promise<RelayCheckpoint> {
    const { names, onStep } = this.options;
    const transaction = await producer.transaction();
    const requests = inRequests(messages);
    const rest = requests.pop() ?? [];
    for (const some of requests)
      await transaction.sendBatch({ topicMessages: [{ topic: names.messages, messages: some }] });
    const topicMessages = [{ topic: names.checkpoint, messages: checkpointMessages(checkpoint, companies) }];
    if (rest.length > 0) topicMessages.push({ topic: names.messages, messages: rest });
    await transaction.sendBatch({ topicMessages });
    await onStep?.('sent');
    await transaction.commit();
    await onStep?.('committed');
    return checkpoint;
  }
}

interface Batch {
  readonly messages: { readonly message: Message; readonly bytes: number }[];
  readonly companies: Set<string>;
  readonly checkpoint: RelayCheckpoint;
  bytes: number;
}

function inRequests(messages: Batch['messages']): KafkaMessage[][] {
  const requests: KafkaMessage[][] = [];
  let request: KafkaMessage[] = [];
  let size = 0;
  for (const { message, bytes } of messages) {
    if (size > 0 && size + bytes > SEND_BYTES) {
      requests.push(request);
      request = [];
      size = 0;
    }
    request.push(message);
    size += bytes;
  }
  return request.length > 0 ? [...requests, request] : requests;
}

function nextSequence(
  { companyId, companySequence, position }: EventRecord,
  sequences: ReadonlyMap<string, number>,
): number {
  const next = (sequences.get(companyId) ?? 0) + 1;
  if (companySequence !== null && companySequence !== next) {
    throw new RecordsOutOfOrder(
      `The record at ${position} is number ${companySequence} of company ${companyId} in the log, and would be message number ${next}. See docs/operate/relay.md.`,
    );
  }
  return next;
}

/** A log that was restored from an older copy, or another one, does not have the record that was relayed last. */
async function verify({ logId, last }: RelayCheckpoint, log: RelayedLog): Promise<void> {
  if (logId !== log.id)
    throw new CheckpointOfAnotherLog(
      `Kafka holds the checkpoint of log ${logId}, and this is log ${log.id}. Put the right log back, or see docs/operate/relay.md.`,
    );
  if (!last) return;
  const [record] = await log.readStream(last.stream, last.revision - 1);
  if (record?.id === last.id && record.position === last.position) return;
  throw new CheckpointOfAnotherLog(
    `The log does not have the record at ${last.position} that was relayed last: it was restored from an older copy. See docs/operate/relay.md.`,
  );
}

async function transact(
  producer: Producer,
  topicMessages: { topic: string; messages: KafkaMessage[] }[],
): Promise<void> {
  const transaction = await producer.transaction();
  await transaction.sendBatch({ topicMessages });
  await transaction.commit();
}

const fencedOr = (error: unknown): unknown =>
  protocolErrors(error).some((type) => FENCED.includes(type)) ? new RelayFenced({ cause: error }) : error;
