import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/** An event as the double keeps it. */
export interface KeptEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly contentType: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  /** Position in the log; commit and prepare position alike, as of every event that a server of today appends. */
  readonly position: bigint;
}

/** An event on its way in. */
export type ProposedEvent = Pick<KeptEvent, 'id' | 'type' | 'contentType' | 'data' | 'metadata'>;

/** What a stream has to look like. */
export type Expected = bigint | 'any' | 'no-stream' | 'stream-exists';

/** What became of an append. `current` is -1 for no stream. */
export type AppendResult =
  | { readonly kind: 'done'; readonly revision: number; readonly position: bigint }
  | { readonly kind: 'wrong-version'; readonly current: number }
  | { readonly kind: 'deleted' };

interface KeptStream {
  readonly events: KeptEvent[];
  /** Events below it are gone by a soft delete. */
  truncatedBefore: number;
  tombstoned: boolean;
}

/** A record of the real log is a little longer than what it carries; the double's positions grow alike. */
const RECORD_OVERHEAD = 117;

/** Where the log of a new server begins for its users: records of its own come first. */
const FIRST_POSITION = 1_024n;

type Line =
  | {
      readonly kind: 'event';
      readonly event: Omit<KeptEvent, 'data' | 'metadata' | 'position'>;
      readonly data: string;
      readonly metadata: string;
    }
  | { readonly kind: 'delete' | 'tombstone'; readonly stream: string };

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/**
 * The log of the double, in memory, and in a file of JSON lines if one is named: what was answered survives the end of the
 * process, not that of the machine.
 */
export class DoubleLog {
  readonly events: KeptEvent[] = [];
  private readonly streams = new Map<string, KeptStream>();
  private readonly listeners = new Set<() => void>();
  private file: number | null = null;
  private next = FIRST_POSITION;

  constructor(file?: string) {
    if (file !== undefined) this.load(file);
    this.file = file === undefined ? null : openSync(file, 'a');
    if (this.events.length === 0) this.keepSystemEvent();
  }

  /** Position behind the newest record, where the next one will be. */
  get end(): bigint {
    return this.next;
  }

  /** Calls back after each append until the answer is called. */
  onAppend(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Readable events of a stream; null for one that is not there or was soft-deleted, `tombstoned` for good. */
  stream(name: string): readonly KeptEvent[] | 'tombstoned' | null {
    const kept = this.streams.get(name);
    if (!kept) return null;
    if (kept.tombstoned) return 'tombstoned';
    const events = kept.truncatedBefore === 0 ? kept.events : kept.events.slice(kept.truncatedBefore);
    return events.length === 0 ? null : events;
  }

  /** Appends under the rules of a server: the revision, and ids that are known already where they would go. */
  append(name: string, expected: Expected, proposed: readonly ProposedEvent[]): AppendResult {
    const kept = this.streams.get(name);
    if (kept?.tombstoned) return { kind: 'deleted' };
    const events = kept?.events ?? [];
    const current = events.length - 1;
    const readable = kept !== undefined && kept.truncatedBefore < events.length;
    if (expected === 'stream-exists' && kept && !readable) return { kind: 'deleted' };
    const repeated = this.repeated(events, expected, proposed);
    if (repeated) return repeated;
    if (expected === 'stream-exists' && current < 0) return { kind: 'wrong-version', current };
    // A soft-deleted stream counts as none, and yet goes on at its old revision.
    if (expected === 'no-stream' && readable) return { kind: 'wrong-version', current };
    if (typeof expected === 'bigint' && expected !== BigInt(current)) return { kind: 'wrong-version', current };
    for (const event of proposed)
      this.keep({ ...event, stream: name, revision: this.streams.get(name)?.events.length ?? 0, created: Date.now() });
    for (const listener of this.listeners) listener();
    const last = this.streams.get(name)?.events.at(-1);
    return { kind: 'done', revision: last?.revision ?? -1, position: last?.position ?? this.end };
  }

  /** Soft-deletes or tombstones a stream. */
  delete(name: string, expected: Expected, how: 'delete' | 'tombstone'): AppendResult {
    const kept = this.streams.get(name);
    if (kept?.tombstoned) return { kind: 'deleted' };
    const current = (kept?.events.length ?? 0) - 1;
    if (
      expected !== 'any' &&
      (expected === 'no-stream'
        ? current >= 0
        : expected === 'stream-exists'
          ? current < 0
          : expected !== BigInt(current))
    ) {
      return { kind: 'wrong-version', current };
    }
    this.remove(name, how);
    this.write({ kind: how, stream: name });
    return { kind: 'done', revision: current, position: this.end };
  }

  /** Lets go of the file. */
  close(): void {
    if (this.file !== null) closeSync(this.file);
  }

  private repeated(
    events: readonly KeptEvent[],
    expected: Expected,
    proposed: readonly ProposedEvent[],
  ): AppendResult | null {
    const at = (revision: number): AppendResult => ({
      kind: 'done',
      revision,
      position: events[revision]?.position ?? this.end,
    });
    const current = events.length - 1;
    if (expected === 'any' || expected === 'stream-exists') {
      const revisions = proposed.map(({ id }) => events.findIndex((event) => event.id === id));
      if (revisions.every((revision) => revision >= 0)) return at(revisions.at(-1) ?? current);
      return (revisions[0] ?? -1) >= 0 ? { kind: 'wrong-version', current } : null;
    }
    const first = expected === 'no-stream' ? 0 : Number(expected) + 1;
    if (first > current) return null;
    return proposed.every(({ id }, index) => events[first + index]?.id === id) ? at(first + proposed.length - 1) : null;
  }

  private keep(event: Omit<KeptEvent, 'position'>): void {
    const position = this.next;
    const kept = { ...event, position };
    const { data, metadata, ...rest } = event;
    this.write({ kind: 'event', event: rest, data: text(data), metadata: text(metadata) });
    const stream = this.streams.get(event.stream) ?? { events: [], truncatedBefore: 0, tombstoned: false };
    this.streams.set(event.stream, stream);
    stream.events.push(kept);
    this.events.push(kept);
    this.next += BigInt(RECORD_OVERHEAD + event.stream.length + event.type.length + data.length + metadata.length);
  }

  private remove(name: string, how: 'delete' | 'tombstone'): void {
    const stream = this.streams.get(name) ?? { events: [], truncatedBefore: 0, tombstoned: false };
    stream.truncatedBefore = stream.events.length;
    stream.tombstoned = how === 'tombstone';
    this.streams.set(name, stream);
  }

  /** `$all` of a real server begins with records of its own. */
  private keepSystemEvent(): void {
    const id = '00000000-0000-4000-8000-000000000000';
    const [data, metadata] = [Buffer.from('{}'), new Uint8Array()];
    this.keep({
      id,
      stream: '$users',
      revision: 0,
      type: '$User',
      contentType: 'application/json',
      created: Date.now(),
      data,
      metadata,
    });
  }

  private write(line: Line): void {
    if (this.file !== null) writeSync(this.file, `${JSON.stringify(line)}\n`);
  }

  private load(file: string): void {
    let content: string;
    try {
      content = readFileSync(file, 'utf8');
    } catch {
      return;
    }
    // The last line may have been cut by a kill: it was never answered.
    for (const written of content
      .slice(0, content.lastIndexOf('\n') + 1)
      .split('\n')
      .filter((one) => one !== '')) {
      const line = JSON.parse(written) as Line;
      if (line.kind === 'event')
        this.keep({
          ...line.event,
          data: Buffer.from(line.data, 'base64'),
          metadata: Buffer.from(line.metadata, 'base64'),
        });
      else this.remove(line.stream, line.kind);
    }
  }
}
