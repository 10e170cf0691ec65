import type { EventRecord, EventType, Position } from '@luciq/events';
import { catalogue, isPublished, messageType, newestVersion } from '@luciq/events';
import { cursorAt } from './cursor.ts';

/** CloudEvents types of published events, by our own. */
const TYPES: ReadonlyMap<EventType, string> = new Map(
  (Object.keys(catalogue) as EventType[])
    .filter(isPublished)
    .map((type) => [type, messageType(type, newestVersion(type))]),
);

/** Every CloudEvents type that the feed has. */
export const FEED_TYPES: ReadonlySet<string> = new Set(TYPES.values());

/** A record as readers see it; its text is made once for all of them. */
export class Entry {
  readonly position: Position;
  /** Id of the event. */
  readonly id: string;
  readonly companyId: string;
  /** CloudEvents type; null for a record that never leaves the log. */
  readonly type: string | null;
  private record: EventRecord | null;
  private written: string | null = null;
  private place: string | null = null;

  constructor(
    record: EventRecord,
    private readonly logId: string,
    private readonly write: (record: EventRecord) => string,
  ) {
    this.position = record.position;
    this.id = record.id;
    this.companyId = record.companyId;
    this.type = TYPES.get(record.event.type) ?? null;
    this.record = this.type === null ? null : record;
  }

  /** The event in the JSON format of CloudEvents; empty for a record that never leaves the log. */
  get text(): string {
    if (this.written !== null) return this.written;
    this.written = this.record === null ? '' : this.write(this.record);
    this.record = null;
    return this.written;
  }

  /** The place behind it. */
  get cursor(): string {
    this.place ??= cursorAt(this.logId, this);
    return this.place;
  }
}
