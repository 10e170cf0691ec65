import type { RecordedEvent } from '@eventstore/db-client';
import type { EventRecord } from '@luciq/events';
import { parseStream } from '@luciq/events';
import type { AppendOutcome, AppendRequest, ExpectedRevision } from '../port.ts';
import { EventStoreContended, EventStoreUnavailable } from '../port.ts';
import type { Claims } from './claims.ts';
import type { Connection } from './connection/connection.ts';
import type { Names } from './names.ts';
import type { EncodedEvent } from './stored.ts';
import { chunked, decode, encode, eventData } from './stored.ts';

/** Times an append that goes anywhere in a stream looks for its end anew because others were faster. */
export const MAX_PLACEMENTS = 100;

interface PreparedAppend {
  readonly request: AppendRequest;
  readonly companyId: string;
  readonly chunks: readonly (readonly EncodedEvent[])[];
}

/** Where an append goes: at a revision, with so many of its chunks there already. */
interface Target {
  readonly kind: 'target';
  readonly at: number;
  readonly done: number;
}

type LookUp =
  | Target
  | { readonly kind: 'known'; readonly first: number }
  | { readonly kind: 'conflict'; readonly actual: number | null };

const NO_STREAM = -1;

function isExpected(expected: ExpectedRevision, actual: number | null): boolean {
  if (expected === 'any') return true;
  if (expected === 'no-stream') return actual === null;
  return expected === 'stream-exists' ? actual !== null : actual === expected;
}

/** Everything about a request that is the caller's fault shows here, before anything is sent. */
function prepare(request: AppendRequest): PreparedAppend {
  const { companyId } = parseStream(request.stream);
  const ids = new Set(request.events.map(({ id }) => id));
  if (ids.size === 0) throw new RangeError('an append needs at least one event');
  if (ids.size < request.events.length) throw new RangeError('the event ids of an append must differ');
  if (typeof request.time !== 'string') throw new TypeError('an append needs a time');
  return { request, companyId, chunks: chunked(request.events.map(({ id, event }) => encode(id, event, request))) };
}

/**
 * Appends with their claims. The steps are: look for a repeat and for the revision; take claims; append; give claims up.
 * After a crash between any two of them, a repeat goes on from there, and a claim that was left over is stale.
 */
export class Appends {
  private readonly connection: Connection;
  private readonly names: Names;
  private readonly claims: Claims;

  constructor(connection: Connection, names: Names, claims: Claims) {
    this.connection = connection;
    this.names = names;
    this.claims = claims;
  }

  /** Appends durably before it answers. Throws EventStoreUnavailable; TypeError or RangeError for an impossible request. */
  async append(request: AppendRequest): Promise<AppendOutcome> {
    const prepared = prepare(request);
    const { claims = [], expected } = request;
    const isLoose = expected === 'any' || expected === 'stream-exists';
    if (!isLoose && !claims.some(({ action }) => action === 'take')) {
      const at = expected === 'no-stream' ? NO_STREAM : expected;
      return this.withClaims(prepared, { kind: 'target', at, done: 0 });
    }
    const quick = await this.quick(prepared);
    if (quick) return quick;
    for (let placements = 0; placements < MAX_PLACEMENTS; placements += 1) {
      const looked = await this.look(prepared);
      if (looked.kind === 'conflict') return looked;
      if (looked.kind === 'known') return { kind: 'appended', records: await this.readBack(prepared, looked.first) };
      const outcome = await this.withClaims(prepared, looked);
      if (outcome.kind !== 'conflict' || !isLoose) return outcome;
    }
    throw new EventStoreContended(`${MAX_PLACEMENTS} other writers were faster on one stream`);
  }

  /** A new stream whose claims nobody ever had, without a look at anything first; null, and nothing is left of it, where a look is needed. */
  private async quick(prepared: PreparedAppend): Promise<AppendOutcome | null> {
    const { request, chunks } = prepared;
    const { claims = [], expected } = request;
    if (
      expected !== 'no-stream' ||
      chunks.length > 1 ||
      claims.some((change) => change.action !== 'take' || change.from)
    )
      return null;
    const distinct = new Set(claims.map(({ claim }) => JSON.stringify(claim)));
    const taken = distinct.size === claims.length ? await this.claims.takeNew(request, claims) : null;
    if (taken === null) return null;
    const outcome = await this.write(prepared, { kind: 'target', at: NO_STREAM, done: 0 });
    if (outcome.kind === 'appended') return outcome;
    await this.claims.giveBack(request, taken);
    return null;
  }

  /** Looks for events of the append that are there already, from where it would go; anywhere if it may go anywhere. */
  private async look({ request, chunks }: PreparedAppend): Promise<LookUp> {
    const { expected, events } = request;
    const stream = this.names.record(request.stream);
    const from = typeof expected === 'number' ? expected : 0;
    const there = await this.connection.readStream(stream, from);
    const last = there.at(-1);
    const actual = last ? Number(last.revision) : from > 0 ? await this.newest(stream) : null;
    const ids = events.map(({ id }) => id);
    const start = there.findIndex(({ id }) => id === ids[0]);
    const known = start < 0 ? 0 : ids.filter((id, index) => there[start + index]?.id === id).length;
    const first = Number(there[start]?.revision ?? NO_STREAM);
    if (known === ids.length) return { kind: 'known', first };
    if (known > 0 || there.some(({ id }) => ids.includes(id))) {
      const done = chunksIn(chunks, known);
      const isResumable = done !== null && first + known - 1 === actual;
      return isResumable ? { kind: 'target', at: actual, done } : { kind: 'conflict', actual };
    }
    return isExpected(expected, actual)
      ? { kind: 'target', at: actual ?? NO_STREAM, done: 0 }
      : { kind: 'conflict', actual };
  }

  private async newest(stream: string): Promise<number | null> {
    const newest = await this.connection.newestOf(stream);
    return newest ? Number(newest.revision) : null;
  }

  private async withClaims(prepared: PreparedAppend, target: Target): Promise<AppendOutcome> {
    const { request } = prepared;
    const { stream, claims = [] } = request;
    if (claims.length === 0) return this.write(prepared, target);
    const plan = await this.claims.plan(stream, claims);
    if (plan.kind === 'claimed') return plan;
    const taking = await this.claims.take(request, plan.steps);
    if (taking.kind === 'claimed') return taking;
    const outcome = await this.write(prepared, target);
    if (outcome.kind === 'appended') await this.claims.release(request, plan.steps, taking.taken);
    else await this.claims.giveBack(request, taking.taken);
    return outcome;
  }

  private async write(prepared: PreparedAppend, target: Target): Promise<AppendOutcome> {
    const { request, chunks } = prepared;
    const stream = this.names.record(request.stream);
    let { at } = target;
    let position: bigint | null = null;
    for (const chunk of chunks.slice(target.done)) {
      const from = at + 1;
      const sent = await this.connection.append(
        stream,
        at,
        chunk.map((event, index) => eventData(event, { stream: request.stream, revision: from + index }, this.names)),
      );
      if (sent.kind === 'conflict') return sent;
      at = sent.revision;
      position = sent.position;
    }
    const [only, ...more] = request.events;
    if (only && more.length === 0 && position !== null)
      return { kind: 'appended', records: [this.single(prepared, { at, position })] };
    return { kind: 'appended', records: await this.readBack(prepared, at - request.events.length + 1) };
  }

  /** The answer to an append of one event tells its position; of several, only that of the last. */
  private single(
    { request, companyId }: PreparedAppend,
    { at, position }: { readonly at: number; readonly position: bigint },
  ): EventRecord {
    const { stream, time, cause } = request;
    const [{ id, event } = { id: '', event: undefined }] = request.events;
    if (!event) throw new RangeError('an append needs at least one event');
    return { position, stream, revision: at, companyId, companySequence: null, time, id, event, cause };
  }

  private async readBack({ request }: PreparedAppend, first: number): Promise<readonly EventRecord[]> {
    const { stream, events } = request;
    let there: readonly RecordedEvent[];
    try {
      there = await this.connection.readSome(this.names.record(stream), first, events.length);
    } catch (cause) {
      throw new EventStoreUnavailable('unknown', 'the event store took an append and did not answer where it is', {
        cause,
      });
    }
    if (there.length !== events.length || there.some(({ id }, index) => id !== events[index]?.id)) {
      throw new EventStoreUnavailable('unknown', 'the event store took an append that is not there');
    }
    return there.map((event) => decode(event, this.names, false));
  }
}

/** How many whole chunks the first so many events are, null where they end in the middle of one. */
function chunksIn(chunks: readonly (readonly EncodedEvent[])[], events: number): number | null {
  let left = events;
  for (let index = 0; index <= chunks.length; index += 1) {
    if (left === 0) return index === 0 ? null : index;
    left -= chunks[index]?.length ?? 0;
    if (left < 0) return null;
  }
  return null;
}
