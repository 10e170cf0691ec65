import { createHash } from 'node:crypto';
import type { EventRecord, StreamName } from '@luciq/events';
import { encodeEvent, isPublished } from '@luciq/events';
import { CannotWork } from '../ending.ts';
import { isBarrier } from './in-order.ts';

const MODULUS = 1n << 256n;

/** Everything of a record that a migration keeps: all but its position, which is the engine's own. */
export const kept = ({ stream, revision, companyId, time, id, event, cause }: EventRecord): string =>
  JSON.stringify([stream, revision, companyId, time, id, encodeEvent(event), cause]);

interface CompanyCounts {
  records: number;
  barriers: number;
  published: number;
}

/** Records of a log with what a migration promises of their order, in a number that is the same however users' records were shuffled among each other. */
export class Checksum {
  private readonly companies = new Map<string, CompanyCounts>();
  private sum = 0n;
  records = 0;

  /** Takes the next record of the log. Throws CannotWork where the log itself counts another one. */
  add(record: EventRecord): void {
    const { companyId, event, companySequence, stream } = record;
    const counts = this.companies.get(companyId) ?? { records: 0, barriers: 0, published: 0 };
    this.companies.set(companyId, counts);
    const barrier = isBarrier(stream);
    // A group's record has its place among all of the company, a user's its place between those of groups.
    const place = barrier ? counts.records : counts.barriers;
    counts.records += 1;
    if (barrier) counts.barriers += 1;
    if (isPublished(event.type)) counts.published += 1;
    if (companySequence !== null && companySequence !== counts.published) {
      throw new CannotWork(
        `The log of ${companyId} counts ${companySequence} where record ${counts.published} stands: it is damaged. Restore it from a backup.`,
      );
    }
    const digest = createHash('sha256')
      .update(`${place} ${kept(record)}`)
      .digest('hex');
    this.sum = (this.sum + BigInt(`0x${digest}`)) % MODULUS;
    this.records += 1;
  }

  hex(): string {
    return this.sum.toString(16).padStart(64, '0');
  }
}

/** What is there of each stream: how many records, and what they are in a digest. */
export class Present {
  private readonly streams = new Map<StreamName, { count: number; digest: string }>();
  records = 0;

  add(record: EventRecord): void {
    const known = this.streams.get(record.stream) ?? { count: 0, digest: '' };
    this.streams.set(record.stream, { count: known.count + 1, digest: chained(known.digest, record) });
    this.records += 1;
  }

  /** Records of the stream that are there. */
  of(stream: StreamName): number {
    return this.streams.get(stream)?.count ?? 0;
  }

  /** A stream of which something is there that the other log does not have; null where all of it is. */
  async beyond(log: AsyncIterable<EventRecord>): Promise<StreamName | null> {
    const open = new Map([...this.streams].map(([stream, { count }]) => [stream, { left: count, digest: '' }]));
    for await (const record of log) {
      const { stream } = record;
      const one = open.get(stream);
      if (!one) continue;
      one.digest = chained(one.digest, record);
      one.left -= 1;
      if (one.left > 0) continue;
      if (one.digest !== this.streams.get(stream)?.digest) return stream;
      open.delete(stream);
    }
    return open.keys().next().value ?? null;
  }
}

const chained = (digest: string, record: EventRecord): string =>
  createHash('sha256').update(digest).update(kept(record)).digest('base64url');
