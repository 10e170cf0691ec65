import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import type { DoubleLog, KeptEvent } from './double-log.ts';
import type { ServerVersion } from './double-options.ts';
import { eventAnswer, identifier, rpcError, streamName, streamsPb } from './protocol.ts';

/** Call of the one RPC for every kind of reading. */
export type ReadCall = ServerWritableStream<ReadReq, ReadResp | Buffer>;

/** What servers from 24.2 to 24.10 answer as the checkpoint of a log in which nothing matches. */
const NO_POSITION = 2n ** 64n - 1n;

/** Records that a 23.10 holds for a reader that is live, and does not take them, before it ends the call. */
const LIVE_BUFFER = 32;

/** How many events a server scans before it thinks of a checkpoint, unless told otherwise. */
const SEARCH_WINDOW = 32;

interface AllPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

const isAfter = (event: KeptEvent, { commit, prepare }: AllPosition): boolean =>
  event.position > commit || (event.position === commit && event.position > prepare);

function filterOf(options: ReadReq.Options): (event: KeptEvent) => boolean {
  const filter = options.getFilter();
  if (!filter) return () => true;
  const byStream = filter.hasStreamIdentifier();
  const expression = byStream ? filter.getStreamIdentifier() : filter.getEventType();
  const prefixes = expression?.getPrefixList() ?? [];
  const pattern = new RegExp(expression?.getRegex() ?? '');
  return (event) => {
    const value = byStream ? event.stream : event.type;
    return prefixes.length > 0 ? prefixes.some((prefix) => value.startsWith(prefix)) : pattern.test(value);
  };
}

function allPosition(log: DoubleLog, options: ReadReq.Options): AllPosition | 'start' | 'end' | null {
  const all = options.getAll();
  if (!all || all.hasStart()) return 'start';
  if (all.hasEnd()) return 'end';
  const commit = BigInt(all.getPosition()?.getCommitPosition() ?? 0);
  const prepare = BigInt(all.getPosition()?.getPreparePosition() ?? 0);
  // A server reads its file at the position: one where no record begins is an error.
  const known = commit === log.end || indexOf(log, commit) >= 0;
  return known ? { commit, prepare } : null;
}

function indexOf(log: DoubleLog, position: bigint): number {
  let [low, high] = [0, log.events.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = log.events[middle]?.position ?? 0n;
    if (at === position) return middle;
    if (at < position) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

async function send(call: ReadCall, answers: Iterable<ReadResp | Buffer>): Promise<void> {
  for (const answer of answers) {
    if (call.cancelled || call.destroyed) return;
    if (!call.write(answer)) await roomIn(call);
  }
  call.end();
}

async function roomIn(call: ReadCall): Promise<void> {
  await new Promise<void>((resolve) => {
    const go = (): void => {
      for (const name of ['drain', 'cancelled', 'close']) call.off(name, go);
      resolve();
    };
    for (const name of ['drain', 'cancelled', 'close']) call.on(name, go);
  });
}

/** Answers a read of a stream or of `$all` that ends. */
export async function readOnce(log: DoubleLog, call: ReadCall): Promise<void> {
  const options = call.request.getOptions() ?? new streamsPb.ReadReq.Options();
  const count = Number(options.getCount());
  const backwards = options.getReadDirection() === streamsPb.ReadReq.Options.ReadDirection.BACKWARDS;
  if (options.hasStream()) {
    const name = streamName(options.getStream()?.getStreamIdentifier());
    const events = log.stream(name);
    if (events === 'tombstoned')
      return void call.emit('error', rpcError(status.FAILED_PRECONDITION, 'stream-deleted', { 'stream-name': name }));
    if (events === null) {
      const missing = new streamsPb.ReadResp.StreamNotFound();
      missing.setStreamIdentifier(identifier(name));
      const answer = new streamsPb.ReadResp();
      answer.setStreamNotFound(missing);
      return send(call, [answer]);
    }
    const stream = options.getStream();
    const edge = stream?.hasRevision() ? Number(stream.getRevision()) : stream?.hasEnd() ? Infinity : 0;
    const wanted = backwards
      ? events.filter(({ revision }) => revision <= edge).toReversed()
      : events.filter(({ revision }) => revision >= edge);
    return send(call, wanted.slice(0, count).map(eventAnswer));
  }
  const from = allPosition(log, options);
  if (from === null) return void call.emit('error', { code: status.INVALID_ARGUMENT, details: 'Invalid position' });
  return send(call, takeAll(log, { from, backwards, count, filter: filterOf(options) }));
}

function* takeAll(
  log: DoubleLog,
  query: {
    readonly from: AllPosition | 'start' | 'end';
    readonly backwards: boolean;
    readonly count: number;
    readonly filter: (event: KeptEvent) => boolean;
  },
): Iterable<Buffer> {
  const { from, backwards, count, filter } = query;
  const edge = from === 'start' ? 0n : from === 'end' ? log.end : from.commit;
  const step = backwards ? -1 : 1;
  let index = log.events.findIndex(({ position }) => position >= edge);
  if (index < 0) index = log.events.length;
  if (backwards) index -= 1;
  for (let sent = 0; sent < count && index >= 0 && index < log.events.length; index += step) {
    const event = log.events[index];
    if (!event || !filter(event)) continue;
    sent += 1;
    yield eventAnswer(event);
  }
}

/** What a subscription is started with. */
export interface DoubleSubscriptionOptions {
  readonly from: AllPosition;
  readonly plays: ServerVersion;
  readonly duplicate: () => boolean;
  readonly earlyCaughtUp: boolean;
  readonly isHeldBack: () => boolean;
}

/** A running subscription to `$all` or to a stream. */
export class DoubleSubscription {
  readonly call: ReadCall;
  /** While true, nothing is sent any more and yet the call stays open. */
  lost = false;
  private readonly log: DoubleLog;
  private readonly filter: (event: KeptEvent) => boolean;
  private readonly interval: number;
  private readonly duplicate: () => boolean;
  private readonly after: AllPosition;
  private readonly plays: ServerVersion;
  private readonly isHeldBack: () => boolean;
  /** The last record that went out. */
  private matched: bigint | null = null;
  private next: number;
  private scanned = 0;
  private live = false;
  private blocked = false;

  constructor(log: DoubleLog, call: ReadCall, options: DoubleSubscriptionOptions) {
    this.call = call;
    this.plays = options.plays;
    this.log = log;
    this.duplicate = options.duplicate;
    this.isHeldBack = options.isHeldBack;
    this.after = options.from;
    const read = call.request.getOptions() ?? new streamsPb.ReadReq.Options();
    const name = read.hasStream() ? streamName(read.getStream()?.getStreamIdentifier()) : null;
    const filter = filterOf(read);
    this.filter = name === null ? filter : (event) => event.stream === name;
    const filtering = read.getFilter();
    this.interval = filtering
      ? (filtering.hasMax() ? filtering.getMax() : SEARCH_WINDOW) * filtering.getCheckpointintervalmultiplier()
      : Infinity;
    const first = log.events.findIndex((event) => isAfter(event, this.after));
    this.next = first < 0 ? log.events.length : first;
    const stop = log.onAppend(() => this.push());
    call.on('cancelled', stop).on('close', stop).on('error', stop);
    const confirmation = new streamsPb.ReadResp.SubscriptionConfirmation();
    confirmation.setSubscriptionId(`double-${Math.random()}`);
    const answer = new streamsPb.ReadResp();
    answer.setConfirmation(confirmation);
    call.write(answer);
    if (options.earlyCaughtUp) this.caughtUp();
    this.push();
  }

  /** Sends what there is, as far as the client takes it. */
  push(): void {
    const isWaiting = this.blocked || this.isHeldBack();
    if (isWaiting && this.live && this.plays === '23.10' && this.log.events.length - this.next > LIVE_BUFFER) {
      this.lost = true;
      this.call.emit('error', {
        code: status.ABORTED,
        details: 'Operation timed out: Consumer too slow to handle event while live',
      });
      return;
    }
    while (
      !this.lost &&
      !this.blocked &&
      !this.isHeldBack() &&
      !this.call.cancelled &&
      this.next < this.log.events.length
    ) {
      const event = this.log.events[this.next];
      this.next += 1;
      if (!event) return;
      this.scanned += 1;
      if (this.filter(event)) {
        this.matched = event.position;
        this.write(eventAnswer(event));
        if (this.duplicate()) this.write(eventAnswer(event));
      }
      if (this.scanned >= this.interval) this.checkpoint(event.position, event.position);
    }
    if (this.lost || this.blocked || this.isHeldBack() || this.live || this.call.cancelled) return;
    this.live = true;
    if (this.interval !== Infinity && this.plays === '24.2') this.checkpointWhenLive();
    this.caughtUp();
  }

  private caughtUp(): void {
    const caughtUp = new streamsPb.ReadResp();
    caughtUp.setCaughtUp(new streamsPb.ReadResp.CaughtUp());
    this.write(caughtUp);
  }

  private checkpointWhenLive(): void {
    const position = this.matched ?? NO_POSITION;
    this.checkpoint(position, position);
  }

  private checkpoint(commit: bigint, prepare: bigint): void {
    this.scanned = 0;
    const checkpoint = new streamsPb.ReadResp.Checkpoint();
    checkpoint.setCommitPosition(String(commit));
    checkpoint.setPreparePosition(String(prepare));
    const answer = new streamsPb.ReadResp();
    answer.setCheckpoint(checkpoint);
    this.write(answer);
  }

  private write(answer: ReadResp | Buffer): void {
    if (this.call.write(answer) || this.blocked) return;
    this.blocked = true;
    this.call.once('drain', () => {
      this.blocked = false;
      this.push();
    });
  }
}

/** Where a subscription begins: after it. Null for a position where no record is. */
export function subscriptionStart(log: DoubleLog, call: ReadCall): AllPosition | null {
  const options = call.request.getOptions() ?? new streamsPb.ReadReq.Options();
  if (options.hasStream()) {
    const stream = options.getStream();
    if (stream?.hasEnd()) return { commit: log.end, prepare: 0n };
    const name = streamName(stream?.getStreamIdentifier());
    const events = log.stream(name);
    const at =
      stream?.hasRevision() && typeof events !== 'string'
        ? events?.find(({ revision }) => revision === Number(stream.getRevision()))
        : undefined;
    return { commit: at?.position ?? 0n, prepare: at?.position ?? 0n };
  }
  const from = allPosition(log, options);
  if (from === 'start') return { commit: 0n, prepare: 0n };
  return from === 'end' ? { commit: log.end, prepare: 0n } : from;
}
