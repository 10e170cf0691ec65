import { LRUCache } from 'lru-cache';
import type { AppendOutcome, AppendRequest, EventStore } from '@luciq/event-store';
import type { EventRecord, StreamName } from '@luciq/events';
import { LOG_START } from '@luciq/events';
import { claimChanges } from '@luciq/provisioning';
import { CannotWork } from '../ending.ts';
import { Checksum, Present } from './checksum.ts';
import { FoldedStream } from './folded-stream.ts';
import { InOrder } from './in-order.ts';

/** Records read at a time. */
export const RECORDS_AT_A_TIME = 500;
/** Streams whose claims are remembered while records are copied; the others are folded again. */
export const REMEMBERED_STREAMS = 20_000;

/** What a migration did. The checksums are over every record of each log and its place, as far as that is kept; they are equal. */
export interface MigrationReport {
  readonly records: number;
  /** Records that an earlier run had copied. */
  readonly present: number;
  readonly checksum: string;
}

/** The logs, and whom to tell how much of all is done. Nothing else may write to either of them meanwhile. */
export interface Migration {
  readonly from: EventStore;
  readonly to: EventStore;
  readonly onProgress?: (done: number, total: number) => void;
}

async function* recordsOf(log: EventStore): AsyncGenerator<EventRecord, void> {
  for (let after = LOG_START; ;) {
    const { records, through } = await log.readLog({ after, limit: RECORDS_AT_A_TIME });
    yield* records;
    if (through === after) return;
    after = through;
  }
}

/**
 * Copies what the target lacks, streams side by side, then compares both logs. Order is kept within each stream, and of all records of a company where
 * one is of a group or the company; records of two users of a company may change places, unless they are about one userName. Safe to repeat.
 */
export async function migrateLog({ from, to, onProgress }: Migration): Promise<MigrationReport> {
  const source = new Checksum();
  for await (const record of recordsOf(from)) source.add(record);
  const { records } = source;
  const tell = (done: number): void => {
    if (done % RECORDS_AT_A_TIME === 0) onProgress?.(done, 2 * records);
  };
  const present = new Present();
  for await (const record of recordsOf(to)) present.add(record);
  const foreign = present.records === 0 ? null : await present.beyond(recordsOf(from));
  if (foreign !== null) {
    const why =
      present.records > records
        ? 'It has been written to since the migration.'
        : 'Migrate into an event store that is empty.';
    throw new CannotWork(`The target holds a record that the source does not have at its place, in ${foreign}. ${why}`);
  }
  const copier = new Copier(from, to, present);
  let read = 0;
  for await (const record of recordsOf(from)) {
    await copier.add(record);
    read += 1;
    tell(read);
  }
  await copier.end();
  const copy = new Checksum();
  for await (const record of recordsOf(to)) {
    copy.add(record);
    tell(records + copy.records);
  }
  onProgress?.(2 * records, 2 * records);
  if (source.hex() !== copy.hex())
    throw new CannotWork(
      'The copy differs from its source: do not use it. Empty the target and run the migration again.',
    );
  return { records, present: present.records, checksum: copy.hex() };
}

/** Why the target did not take a record, and what to do. It shows no name, because that is personal. */
function refusalSentence(
  { stream, revision }: EventRecord,
  outcome: Exclude<AppendOutcome, { readonly kind: 'appended' }>,
): string {
  const refused = `The target refused revision ${revision} of ${stream}`;
  switch (outcome.kind) {
    case 'conflict': {
      const there = outcome.actual === null ? 'does not exist there' : `is at revision ${outcome.actual} there`;
      return `${refused}: the stream ${there}, so another process writes to the target. Stop every service that uses it, and run the migration again.`;
    }
    case 'claimed': {
      const what = { userName: 'userName', groupName: 'group name', token: 'token id' }[outcome.claim.kind];
      return (
        `${refused}: its ${what} belongs to ${outcome.owner} there. Another process writes to the target, or claims of former content ` +
        'are left in it. Stop every service that uses it, and migrate into an event store that is empty.'
      );
    }
  }
}

/** Appends records that were appended together together again, with the claims that they took and gave up. */
class Copier {
  private readonly streams = new LRUCache<StreamName, FoldedStream>({ max: REMEMBERED_STREAMS });
  private readonly inOrder = new InOrder();
  private group: EventRecord[] = [];

  constructor(
    private readonly from: EventStore,
    private readonly to: EventStore,
    private readonly present: Present,
  ) {}

  async add(record: EventRecord): Promise<void> {
    const [first] = this.group;
    const belongs =
      first?.stream === record.stream && first.cause.commandId === record.cause.commandId && first.time === record.time;
    if (!belongs || this.isThere(first) !== this.isThere(record)) await this.flush();
    this.group.push(record);
  }

  async end(): Promise<void> {
    await this.flush();
    await this.inOrder.end();
  }

  private isThere({ stream, revision }: EventRecord): boolean {
    return revision < this.present.of(stream);
  }

  private async flush(): Promise<void> {
    const { group } = this;
    const [first] = group;
    if (!first) return;
    this.group = [];
    const { stream, time, cause } = first;
    const isThere = this.isThere(first);
    // Of what is there only the last can lack something: giving its claims up.
    if (isThere && first.revision + group.length < this.present.of(stream)) return;
    const folded = await this.upTo(stream, first.revision - 1);
    const before = folded.claims();
    for (const record of group) folded.apply(record);
    const claims = claimChanges(before, folded.claims());
    const ending = claims.filter(({ action }) => action === 'release');
    if (isThere && ending.length === 0) return;
    const request: AppendRequest = {
      stream,
      expected: first.revision === 0 ? 'no-stream' : first.revision - 1,
      events: group.map(({ id, event }) => ({ id, event })),
      time,
      cause,
      claims: isThere ? ending : claims,
    };
    await this.inOrder.add({ stream, claims: claims.map(({ claim }) => claim) }, async () => {
      const outcome = await this.to.append(request);
      if (outcome.kind !== 'appended') throw new CannotWork(refusalSentence(first, outcome));
    });
  }

  private async upTo(stream: StreamName, revision: number): Promise<FoldedStream> {
    const known = this.streams.get(stream);
    if (known?.revision === revision) return known;
    const folded = new FoldedStream(stream);
    if (revision >= 0)
      for (const record of await this.from.readStream(stream)) if (record.revision <= revision) folded.apply(record);
    this.streams.set(stream, folded);
    return folded;
  }
}
