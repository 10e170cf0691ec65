import type { EventData } from '@eventstore/db-client';
import { jsonEvent } from '@eventstore/db-client';
import { v5 as uuidV5 } from 'uuid';
import type { Claim, ClaimFenced, StreamName } from '@luciq/events';
import type { AppendRequest, ClaimChange, FormerOwner } from '../port.ts';
import { EventStoreContended } from '../port.ts';
import type { Connection } from './connection/connection.ts';
import type { Names } from './names.ts';
import { encode, eventData } from './stored.ts';

/** Times a claim is read again because another writer appended to its stream meanwhile. */
export const MAX_CLAIM_LOOKS = 5;

/** Who holds a claim, and the newest revision of its stream (-1: none). */
interface ClaimState {
  readonly owner: StreamName | null;
  readonly revision: number;
}

/** What an append does to one claim in the end: taken before it, given up after it. */
interface ClaimStep {
  readonly claim: Claim;
  readonly seen: ClaimState;
  readonly take: boolean;
  readonly release: boolean;
  readonly from: FormerOwner | null;
}

/** What an append has to do about its claims, or that another stream holds one. */
export type ClaimPlan = { readonly kind: 'steps'; readonly steps: readonly ClaimStep[] } | Claimed;

/** Someone else holds a claim. */
export interface Claimed {
  readonly kind: 'claimed';
  readonly claim: Claim;
  readonly owner: StreamName;
}

/** A claim that an append has taken, and where. `isNew` is false where its stream held it before. */
interface Taken {
  readonly step: ClaimStep;
  readonly revision: number;
  readonly isNew: boolean;
}

/** What became of taking claims. */
export type TakeOutcome = { readonly kind: 'taken'; readonly taken: readonly Taken[] } | Claimed;

const keyOf = ({ scope, kind, value }: Claim): string => JSON.stringify([scope, kind, value]);

/**
 * Claims as small streams, one each: ClaimTaken names its owner, ClaimReleased sets it free. They are written apart from
 * the append they belong to, so that a claim may be stale: its owner never came to append, or has appended and not yet
 * given up. A stream that takes one over first appends to the former owner's stream, so that a late append there conflicts.
 */
export class Claims {
  private readonly connection: Connection;
  private readonly names: Names;

  constructor(connection: Connection, names: Names) {
    this.connection = connection;
    this.names = names;
  }

  /** The stream that holds a claim, null for none. Throws EventStoreUnavailable. */
  async owner(claim: Claim): Promise<StreamName | null> {
    return (await this.look(claim)).owner;
  }

  /** Works out what changes, in their order, come to; nothing is written. Throws EventStoreUnavailable. */
  async plan(stream: StreamName, changes: readonly ClaimChange[]): Promise<ClaimPlan> {
    const distinct = new Map(changes.map(({ claim }) => [keyOf(claim), claim]));
    const looks = await Promise.all([...distinct].map(async ([key, claim]) => [key, await this.look(claim)] as const));
    const seen = new Map(looks);
    const steps = new Map<string, ClaimStep & { readonly owner: StreamName | null }>();
    for (const change of changes) {
      const { claim } = change;
      const key = keyOf(claim);
      const state = seen.get(key) ?? { owner: null, revision: -1 };
      const step = steps.get(key) ?? {
        claim,
        seen: state,
        take: false,
        release: false,
        from: null,
        owner: state.owner,
      };
      if (change.action === 'release') {
        if (step.owner === stream) steps.set(key, { ...step, owner: null, release: state.owner !== null || step.take });
        continue;
      }
      const { from } = change;
      if (step.owner !== null && step.owner !== stream && step.owner !== from?.stream)
        return { kind: 'claimed', claim, owner: step.owner };
      steps.set(key, { ...step, owner: stream, take: true, release: false, from: from ?? null });
    }
    return { kind: 'steps', steps: [...steps.values()] };
  }

  /**
   * Takes claims that nobody has ever had, without a look at them first: two appends are then all that a new stream with a claim needs. Null, and nothing
   * is left of it, where one of them has a history. Throws EventStoreUnavailable.
   */
  async takeNew(request: AppendRequest, changes: readonly ClaimChange[]): Promise<readonly Taken[] | null> {
    const taken: Taken[] = [];
    for (const { claim } of changes) {
      const step: ClaimStep = { claim, seen: { owner: null, revision: -1 }, take: true, release: false, from: null };
      const stream = this.names.claim(claim);
      const sent = await this.connection.append(stream, -1, [this.taking(request, stream, 0)]);
      if (sent.kind === 'conflict') {
        await this.giveBack(request, taken);
        return null;
      }
      taken.push({ step, revision: sent.revision, isNew: true });
    }
    return taken;
  }

  /** Takes what the plan says, in order. After `claimed` nothing is left of it. Throws EventStoreUnavailable. */
  async take(request: AppendRequest, steps: readonly ClaimStep[]): Promise<TakeOutcome> {
    const taken: Taken[] = [];
    const fenced = new Set<string>();
    for (const step of steps) {
      if (!step.take) continue;
      const outcome = await this.takeOne(request, step, fenced);
      if (outcome.kind === 'claimed') {
        await this.giveBack(request, taken);
        return outcome;
      }
      taken.push(outcome);
    }
    return { kind: 'taken', taken };
  }

  /** Gives back what an append took that was not done: exactly that, so that what anybody took since stays theirs. */
  async giveBack(request: AppendRequest, taken: readonly Taken[]): Promise<void> {
    for (const { step, revision, isNew } of taken) if (isNew) await this.releaseClaim(request, step.claim, revision);
  }

  /** Gives up what an append no longer needs. What can't be given up stays stale, and the next stream that wants it takes it over. */
  async release(request: AppendRequest, steps: readonly ClaimStep[], taken: readonly Taken[]): Promise<void> {
    for (const step of steps) {
      if (!step.release) continue;
      const revision = taken.find((one) => one.step === step)?.revision ?? step.seen.revision;
      await this.releaseClaim(request, step.claim, revision);
    }
  }

  private async takeOne(
    request: AppendRequest,
    step: ClaimStep,
    fenced: Set<string>,
  ): Promise<(Taken & { readonly kind: 'taken' }) | Claimed> {
    const { claim, from } = step;
    let { seen } = step;
    const stream = this.names.claim(claim);
    for (let looks = 0; looks < MAX_CLAIM_LOOKS; looks += 1) {
      const { owner } = seen;
      if (owner !== null && owner !== request.stream) {
        if (owner !== from?.stream || !(await this.fence(request, claim, from, fenced)))
          return { kind: 'claimed', claim, owner };
      }
      const sent = await this.connection.append(stream, seen.revision, [
        this.taking(request, stream, seen.revision + 1),
      ]);
      if (sent.kind === 'appended')
        return { kind: 'taken', step, revision: sent.revision, isNew: owner !== request.stream };
      seen = await this.look(claim);
    }
    throw new EventStoreContended(`a claim changed hands ${MAX_CLAIM_LOOKS} times`);
  }

  private taking(request: AppendRequest, stream: string, revision: number): EventData {
    return jsonEvent({
      id: this.id(request, `take ${stream}@${revision}`),
      type: 'ClaimTaken',
      data: { owner: request.stream },
    });
  }

  /** Moves the former owner's stream on from where it was seen without the value. False where it has moved by itself. */
  private async fence(request: AppendRequest, claim: Claim, from: FormerOwner, fenced: Set<string>): Promise<boolean> {
    const revision = `${from.stream}@${from.revision}`;
    if (fenced.has(revision)) return true;
    const event: ClaimFenced = { type: 'ClaimFenced', data: { kind: claim.kind } };
    const encoded = encode(this.id(request, `fence ${revision}`), event, request);
    const data = eventData(encoded, { stream: from.stream, revision: from.revision + 1 }, this.names);
    const sent = await this.connection.append(this.names.record(from.stream), from.revision, [data]);
    if (sent.kind === 'conflict') return false;
    fenced.add(revision);
    return true;
  }

  private async releaseClaim(request: AppendRequest, claim: Claim, revision: number): Promise<void> {
    const stream = this.names.claim(claim);
    const event = jsonEvent({
      id: this.id(request, `release ${stream}@${revision + 1}`),
      type: 'ClaimReleased',
      data: {},
    });
    // A conflict means that another stream has taken it since; without an answer it stays stale. Neither undoes the append.
    await this.connection.append(stream, revision, [event]).catch(() => undefined);
  }

  private async look(claim: Claim): Promise<ClaimState> {
    const newest = await this.connection.newestOf(this.names.claim(claim));
    if (!newest) return { owner: null, revision: -1 };
    const data: unknown = newest.data;
    const owner =
      newest.type === 'ClaimTaken' && typeof data === 'object' && data !== null && 'owner' in data ? data.owner : null;
    return { owner: typeof owner === 'string' ? (owner as StreamName) : null, revision: Number(newest.revision) };
  }

  /** Ids derive from those of the append and from what is done, so that a repeat after an unknown outcome does nothing twice. */
  private id(request: AppendRequest, step: string): string {
    return uuidV5(step, request.events[0]?.id ?? request.cause.commandId);
  }
}
