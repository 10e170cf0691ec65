import type { EventRecord, Position } from '@luciq/events';
import type { ItemRefused, Positioned, Sink } from '@luciq/pump';
import { recordArrival, type Arrival } from './row-applier.ts';
import { RowWriter, type RowWriterOptions } from './row-writer.ts';

/** What comes from one partition of the topic: `position` is the next Kafka offset to read. */
export interface PartitionItem extends Positioned {
  readonly message:
    | { readonly kind: 'record'; readonly record: EventRecord; readonly logId: string }
    | { readonly kind: 'unreadable'; readonly key: string | null; readonly reason: string };
}

/**
 * Stands for the company of a message that names none. It is parked like a company, so that an operator sees it; the company that
 * the message was about is found by the hole that it leaves.
 */
export const NO_COMPANY = '';

/** A sink that can also park, and move its checkpoint back. */
export interface RowSink<Item extends Positioned> extends Sink<Item> {
  park(refused: ItemRefused, attempts: number): Promise<void>;
  /** For a fold that has read further than it has applied. */
  rewind(position: Position): Promise<void>;
}

/** The rows as a sink for records of the log; they are bound to the log of that id where one is given. */
export function recordSink(options: RowWriterOptions & { readonly logId?: string | null }): RowSink<EventRecord> {
  const logIds = options.logId === null || options.logId === undefined ? [] : [options.logId];
  return sinkOf<EventRecord>(options, recordArrival, () => logIds);
}

/**
 * The rows as a sink for one partition of the topic; `source` names it. A message that cannot be read is refused when its
 * turn comes, so that its company is parked and the others go on.
 */
export function partitionSink(options: RowWriterOptions & { readonly source: string }): RowSink<PartitionItem> {
  return sinkOf<PartitionItem>(options, partitionArrival, (items) => [
    ...new Set(items.flatMap(({ message }) => (message.kind === 'record' ? message.logId : []))),
  ]);
}

function partitionArrival(item: PartitionItem): Arrival {
  const { message } = item;
  if (message.kind === 'record') return { item, companyId: message.record.companyId, record: message.record, reason: '' };
  return { item, companyId: message.key ?? NO_COMPANY, record: null, reason: message.reason };
}

function sinkOf<Item extends Positioned>(
  options: RowWriterOptions,
  arrivalOf: (item: Item) => Arrival,
  logIdsOf: (items: readonly Item[]) => readonly string[],
): RowSink<Item> {
  const writer = new RowWriter(options);
  return {
    checkpoint: () => writer.checkpoint(),
    write: (items, through) => writer.write(items.map(arrivalOf), through, logIdsOf(items)),
    park: (refused, attempts) => writer.park(refused, attempts),
    rewind: (position) => writer.rewind(position),
  };
}
