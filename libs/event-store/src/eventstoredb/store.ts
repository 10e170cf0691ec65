import { setTimeout as delay } from 'node:timers/promises';
import type { RecordedEvent } from '@eventstore/db-client';
import type { Claim, EventRecord, Position, StreamName } from '@luciq/events';
import { LOG_START } from '@luciq/events';
import type { AppendOutcome, AppendRequest, EventStore, LogQuery, LogSlice } from '../port.ts';
import { EventStoreUnavailable } from '../port.ts';
import { DamagedLog } from '../record-mac.ts';
import { Appends } from './appends.ts';
import { Claims } from './claims.ts';
import { CompanyLog } from './company-log.ts';
import { Connection } from './connection/connection.ts';
import { isNoPlace } from './connection/failures.ts';
import { Feeds } from './feeds/feeds.ts';
import { Heads } from './feeds/heads.ts';
import { Identity } from './identity.ts';
import { Names } from './names.ts';
import { Rights } from './rights.ts';
import { decode, positionOf } from './stored.ts';

/** How long `waitForRecords` waits at most, in milliseconds: so often a reader without work looks at the head by itself. */
export const POLL_INTERVAL_MS = 1_000;

/** Where too many readers wait at once, the next one comes again after so many milliseconds. */
const FULL_PAUSE_MS = 20;

/** An append and a read wait so long for an answer, in milliseconds, unless set otherwise. */
export const DEFAULT_APPEND_TIMEOUT_MS = 5_000;
export const DEFAULT_READ_TIMEOUT_MS = 5_000;

/** Bounds of both timeouts, in milliseconds. */
export const LEAST_TIMEOUT_MS = 100;
export const LONGEST_TIMEOUT_MS = 60_000;

/** What the store is opened with. */
export interface EventStoreDbOptions {
  /** esdb:// or esdb+discover://, see docs/operate/event-store.md. */
  readonly connectionString: string;
  /** Secret that hides the values of claims in the names of their streams; the same in every process, for good. */
  readonly claimKey: string;
  readonly appendTimeoutMs?: number;
  readonly readTimeoutMs?: number;
  /** What every stream's name begins with: `luciq` unless several logs share a server, as in tests. */
  readonly prefix?: string;
  /** How long a known record may take to come by a subscription before that is replaced, in milliseconds. */
  readonly stallMs?: number;
  /** For a process that only reads: its user need not have the right to append. */
  readonly readOnly?: boolean;
}

/** The event store on an EventStoreDB or KurrentDB. */
export interface EventStoreDb extends EventStore {
  /**
   * Identity of the log, a UUID, made with its first use. Call it at the start: throws EventStoreDbUnusable, a
   * sentence for the operator, where the claim key is another one, EventStoreUnusable, a sentence too, where the user may not do what the product does, and
   * EventStoreUnavailable, after which it can be repeated.
   */
  logId(): Promise<string>;
}

/** See the port for what each method promises. Every call goes to the leader, so that what was written is read at once. */
export class EventStoreDbStore implements EventStoreDb {
  private readonly connection: Connection;
  private readonly names: Names;
  private readonly identity: Identity;
  private readonly rights: Rights;
  private readonly claims: Claims;
  private readonly appends: Appends;
  private readonly heads: Heads;
  private readonly feeds: Feeds;
  private readonly companies: CompanyLog;
  private readonly readTimeoutMs: number;

  /** Connects with the first call; throws EventStoreDbUnusable for a connection string that can't be used. */
  constructor(options: EventStoreDbOptions) {
    const {
      connectionString,
      claimKey,
      appendTimeoutMs = DEFAULT_APPEND_TIMEOUT_MS,
      readTimeoutMs = DEFAULT_READ_TIMEOUT_MS,
      prefix = 'luciq',
      stallMs,
      readOnly = false,
    } = options;
    this.readTimeoutMs = readTimeoutMs;
    this.names = new Names(prefix, claimKey);
    this.connection = new Connection({ connectionString, appendTimeoutMs, readTimeoutMs });
    this.identity = new Identity(this.connection, this.names);
    this.rights = new Rights(this.connection, this.names, readOnly);
    this.claims = new Claims(this.connection, this.names);
    this.appends = new Appends(this.connection, this.names, this.claims);
    this.heads = new Heads(this.connection, this.names);
    this.companies = new CompanyLog({
      connection: this.connection,
      names: this.names,
      heads: this.heads,
      silenceMs: readTimeoutMs,
    });
    this.feeds = new Feeds({
      connection: this.connection,
      prefix: this.names.records(),
      positionOf,
      knownEnd: () => this.heads.known,
      ...(stallMs === undefined ? {} : { stallMs }),
    });
  }

  async logId(): Promise<string> {
    const { logId } = await this.identity.check();
    await this.rights.check();
    return logId;
  }

  async append(request: AppendRequest): Promise<AppendOutcome> {
    await this.identity.check();
    return this.appends.append(request);
  }

  async readStream(stream: StreamName, after = -1): Promise<readonly EventRecord[]> {
    const { isCoded } = await this.identity.check();
    const events = await this.connection.readStream(this.names.record(stream), after + 1);
    return events.map((event, index) => {
      const expected = Math.max(after, -1) + 1 + index;
      if (Number(event.revision) !== expected)
        throw new DamagedLog(`revision ${expected} of ${stream}`, 'the record is missing');
      return decode(event, this.names, isCoded);
    });
  }

  async readLog({ after, limit, companyId }: LogQuery): Promise<LogSlice> {
    this.mustBeOpen();
    const { isCoded } = await this.identity.check();
    if (companyId !== undefined) return this.slice(after, await this.companies.read(companyId, after, limit), isCoded);
    const end = Date.now() + this.readTimeoutMs;
    do {
      // Another reader may share the feed and go on: what fits is taken at once, and looked at anew after each wait.
      await this.feeds.find(after)?.gather(limit);
      const known = this.feeds.find(after);
      if (known?.has(after)) return this.slice(after, known.take(after, limit), isCoded);
      if (((await this.heads.newest())?.position ?? LOG_START) <= after) return { records: [], through: after };
      const feed = this.feeds.at(after);
      await (feed ? feed.reach(after, end - Date.now()) : delay(FULL_PAUSE_MS));
      this.mustBeOpen();
    } while (Date.now() < end);
    throw new EventStoreUnavailable('not-done', 'the event store has records that it does not deliver');
  }

  async idAt(position: Position): Promise<string | null> {
    this.mustBeOpen();
    await this.identity.check();
    if (position <= LOG_START || ((await this.heads.newest())?.position ?? LOG_START) < position) return null;
    const event = await this.connection.at(position).catch((error: unknown) => {
      if (isNoPlace(error)) return null;
      throw error;
    });
    const isRecord = event !== null && positionOf(event) === position && this.names.streamOf(event.streamId) !== null;
    return isRecord ? event.id : null;
  }

  async claimOwner(claim: Claim): Promise<StreamName | null> {
    await this.identity.check();
    return this.claims.owner(claim);
  }

  async head(companyId?: string): Promise<Position> {
    if (companyId !== undefined) return this.companies.head(companyId);
    return (await this.heads.newest())?.position ?? LOG_START;
  }

  async waitForRecords(after: Position, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.connection.closing.aborted) return;
    const feed = this.feeds.at(after);
    if (feed) await feed.wait(after, POLL_INTERVAL_MS, signal);
    else await delay(FULL_PAUSE_MS);
  }

  async close(): Promise<void> {
    this.feeds.stop();
    await this.connection.close();
  }

  private mustBeOpen(): void {
    if (this.connection.closing.aborted) throw new EventStoreUnavailable('not-done', 'the event store is closed');
  }

  /** Gives the records before one that can't be read; the next read then fails, each time. */
  private slice(after: Position, events: readonly RecordedEvent[], isCoded: boolean): LogSlice {
    const records: EventRecord[] = [];
    for (const event of events) {
      try {
        records.push(decode(event, this.names, isCoded));
      } catch (error) {
        if (records.length === 0) throw error;
        break;
      }
    }
    return { records, through: records.at(-1)?.position ?? after };
  }
}
