import { randomUUID } from 'node:crypto';
import { groupNameClaims, userNameClaims } from '@luciq/domain';
import type { EventStore, FormerOwner } from '@luciq/event-store';
import type { Actor, Cause, Claim, ClaimFenced, EventRecord, StreamName } from '@luciq/events';
import { LOG_START, parseStream } from '@luciq/events';
import { NO_SNAPSHOTS } from '@luciq/gateway-store';
import { GroupStreams } from './groups/group-streams.ts';
import { UserStreams } from './users/user-streams.ts';
import type { ClaimedStates } from './writing/stale-claims.ts';
import { claimHolder, formerOwner, holds, sameClaim } from './writing/stale-claims.ts';

/** Records read at a time. */
const RECORDS_AT_A_TIME = 1_000;
/** Times a claim is taken anew because someone wrote to its stream meanwhile. */
const MAX_TRIES = 5;

/** A user or group whose name is compared in another form than lower case alone. */
export interface OddName {
  readonly stream: StreamName;
  readonly name: string;
}

/** Two that have the same name now, and had two when names were compared by case alone; `holder` is found by every spelling. */
export interface NameCollision extends OddName {
  readonly holder: StreamName;
}

/** What became of the names of a log. */
export interface NameReport {
  /** Names in a form of their own. */
  readonly odd: number;
  /** Those of them that are not claimed in that form yet, and can be. */
  readonly unclaimed: readonly OddName[];
  readonly collisions: readonly NameCollision[];
}

/** The name that a record gives to its stream; null where it takes it away, undefined where it says nothing of it. */
function nameIn({ event }: EventRecord): string | null | undefined {
  switch (event.type) {
    case 'UserProvisioned':
      return textOf(event.personal.body['userName']);
    case 'ProfileUpdated':
      return textOf(event.personal.body.set['userName']);
    case 'GroupCreated':
    case 'GroupRenamed':
      return event.data.displayName;
    case 'UserDeleted':
    case 'GroupDeleted':
      return null;
    default:
      return undefined;
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function claimsOn(stream: StreamName, name: string): readonly Claim[] {
  const { companyId, kind } = parseStream(stream);
  return kind === 'group' ? groupNameClaims(companyId, name) : userNameClaims(companyId, name);
}

/** Whose name is claimed in two forms, by one pass over the log. */
async function oddNames(store: EventStore): Promise<readonly OddName[]> {
  const names = new Map<StreamName, string>();
  for (let after = LOG_START; ;) {
    const { records, through } = await store.readLog({ after, limit: RECORDS_AT_A_TIME });
    for (const record of records) {
      const name = nameIn(record);
      if (name === undefined) continue;
      if (name !== null && claimsOn(record.stream, name).length > 1) names.set(record.stream, name);
      else names.delete(record.stream);
    }
    if (through === after) return [...names].map(([stream, name]) => ({ stream, name }));
    after = through;
  }
}

/** The states of users and groups, folded when they are needed. */
class NamedStates {
  private readonly users: UserStreams;
  private readonly groups: GroupStreams;

  constructor(private readonly store: EventStore) {
    this.users = new UserStreams(store);
    this.groups = new GroupStreams(store, NO_SNAPSHOTS);
  }

  /** Whether the stream has the name of the claim, and its newest revision. */
  async look(stream: StreamName, claim: Claim): Promise<{ readonly has: boolean; readonly revision: number }> {
    const look = async <State>(where: ClaimedStates<State, never>): Promise<{ has: boolean; revision: number }> => {
      const { state, revision } = await where.states.readNewest(stream);
      return { has: holds(where, stream, state, claim), revision };
    };
    return parseStream(stream).kind === 'group'
      ? look(this.groups as ClaimedStates<unknown, never>)
      : look(this.users as ClaimedStates<unknown, never>);
  }

  /** The owner of a stale claim, to take it from; null where the owner has the name after all. */
  former(owner: StreamName, claim: Claim): Promise<FormerOwner | null> {
    const isGroup = parseStream(owner).kind === 'group';
    return formerOwner((isGroup ? this.groups : this.users) as ClaimedStates<unknown, never>, claim, owner);
  }

  owner(claim: Claim): Promise<StreamName | null> {
    return this.store.claimOwner(claim);
  }
}

/**
 * Finds every name that is compared in another form than when names were compared by case alone, and those that two have
 * in that form. Nothing is changed. Reads the whole log once. Throws EventStoreUnavailable.
 */
export async function checkNames(store: EventStore): Promise<NameReport> {
  const states = new NamedStates(store);
  const odd = await oddNames(store);
  const chosen = new Map<string, OddName>();
  const unclaimed: OddName[] = [];
  const collisions: NameCollision[] = [];
  for (const named of odd) {
    const claim = claimsOn(named.stream, named.name).at(-1);
    if (!claim) continue;
    const owner = await states.owner(claim);
    if (owner === named.stream) continue;
    const key = JSON.stringify([claim.scope, claim.kind, claim.value]);
    const holder = owner !== null && (await states.look(owner, claim)).has ? owner : chosen.get(key)?.stream;
    if (holder !== undefined) {
      collisions.push({ ...named, holder });
      continue;
    }
    chosen.set(key, named);
    unclaimed.push(named);
  }
  return { odd: odd.length, unclaimed, collisions };
}

/**
 * Claims every name that checkNames finds unclaimed, so that no look-alike of it can be made. Whose name collides keeps the
 * claim of old and is left alone. A repeat does nothing. Throws EventStoreUnavailable.
 */
export async function claimNames(store: EventStore, actor: Actor): Promise<NameReport> {
  const report = await checkNames(store);
  const states = new NamedStates(store);
  const cause: Cause = { commandId: randomUUID(), requestId: randomUUID(), actor, tokenId: null };
  for (const named of report.unclaimed) await claimName({ store, states, cause }, named);
  return report;
}

/** The name goes into its claim with a record that only moves the stream on: claims are taken by appends alone. */
async function claimName(
  { store, states, cause }: { readonly store: EventStore; readonly states: NamedStates; readonly cause: Cause },
  { stream, name }: OddName,
): Promise<void> {
  const claim = claimsOn(stream, name).at(-1);
  for (let tries = 0; claim && tries < MAX_TRIES; tries += 1) {
    const { has, revision } = await states.look(stream, claim);
    const holder = await claimHolder(store, [claim]);
    // Renamed, or claimed by its own new build's append, meanwhile.
    if (!has || holder?.owner === stream) return;
    const from = holder && (await states.former(holder.owner, claim));
    if (holder && !from) return;
    const event: ClaimFenced = { type: 'ClaimFenced', data: { kind: claim.kind } };
    const outcome = await store.append({
      stream,
      expected: revision,
      events: [{ id: randomUUID(), event }],
      time: new Date().toISOString(),
      cause,
      claims: [{ action: 'take', claim, ...(from ? { from } : {}) }],
    });
    if (outcome.kind !== 'conflict') return;
  }
}

/**
 * Claims without those on a form of a name that another of them has in lower case alone: what builds of old had taken. A log
 * that has names of that time can be copied with these, since they never met; `claimNames` takes the others afterwards.
 */
export function claimsOfOld(claims: readonly Claim[]): readonly Claim[] {
  const isSecond = (claim: Claim): boolean =>
    claims.some(
      (first) =>
        first.kind === claim.kind &&
        first.value !== claim.value &&
        claimsInTwo(first).some((form) => sameClaim(form, claim)),
    );
  return claims.filter((claim) => claim.kind === 'token' || !isSecond(claim));
}

const claimsInTwo = ({ scope, kind, value }: Claim): readonly Claim[] =>
  kind === 'groupName' ? groupNameClaims(scope, value) : userNameClaims(scope, value);
