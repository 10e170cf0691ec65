import { Inject } from '@nestjs/common';
import { Command, CommandHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { ICommandHandler, IQueryHandler } from '@nestjs/cqrs';
import type { Claim, GroupEvent, StreamName } from '@luciq/events';
import { groupStream } from '@luciq/events';
import type { GroupCommand, GroupRefusal, GroupState, MemberIds } from '@luciq/domain';
import { groupDecider, groupNameClaims } from '@luciq/domain';
import type { ExpectedRevision, GroupResource } from '@luciq/scim';
import type { AcknowledgedPositions, Snapshots } from '@luciq/gateway-store';
import type { EventStore, FormerOwner } from '@luciq/event-store';
import { EventStoreContended } from '@luciq/event-store';
import { ACKNOWLEDGED_POSITIONS, EVENT_STORE, SNAPSHOTS } from '../engines.ts';
import { onExpected } from '../writing/expected-revision.ts';
import type { UnexpectedRevision } from '../writing/expected-revision.ts';
import { GroupSnapshots } from './group-snapshots.ts';
import { KeyedQueue } from '../writing/keyed-queue.ts';
import { MembershipChanges } from './membership-changes.ts';
import { StateCache } from '../writing/state-cache.ts';
import { formerOwner, holds, MAX_CLAIM_ROUNDS } from '../writing/stale-claims.ts';
import { decideAndAppend } from '../writing/write-loop.ts';
import type { Write, WriteOutcome } from '../writing/write-loop.ts';

/** Member ids in all folded groups in memory, least recently used groups dropped first; one takes about 150 bytes. */
export const MAX_CACHED_MEMBERS = 500_000;
/** Changes of one group that wait for their turn in this process; more are answered 429. */
export const MAX_QUEUED_CHANGES = 1_000;

/** A group as its stream tells. Members who were deleted since may be among `members`. */
export interface GroupView {
  readonly group: GroupResource;
  readonly members: MemberIds;
}

/** A refusal that the sender of ChangeGroup is told. */
export type AnsweredGroupRefusal = GroupRefusal | UnexpectedRevision;

/** What ChangeGroup came to; `view` is null for a group that was deleted. */
export type GroupOutcome =
  | { readonly kind: 'done'; readonly view: GroupView | null; readonly changed: boolean }
  | { readonly kind: 'refused'; readonly refusal: AnsweredGroupRefusal };

const viewOf = (state: GroupState): GroupView | null => (state.kind === 'known' ? { group: state.group, members: state.members } : null);

/** The groups as their streams and claims tell: what was answered to a client, it reads at once. */
export class GroupStreams {
  readonly decider = groupDecider;
  readonly states: StateCache<GroupState, GroupEvent>;
  private readonly snapshots: GroupSnapshots;

  constructor(
    @Inject(EVENT_STORE) readonly store: EventStore,
    @Inject(SNAPSHOTS) snapshots: Snapshots,
  ) {
    this.snapshots = new GroupSnapshots(store, snapshots);
    this.states = new StateCache<GroupState, GroupEvent>(store, groupDecider, {
      weight: { of: (state) => (state.kind === 'known' ? state.members.size : 0), most: MAX_CACHED_MEMBERS },
      keeping: this.snapshots,
    });
  }

  /** The group with that id, null for none. Throws EventStoreUnavailable. */
  async byId(companyId: string, groupId: string): Promise<GroupView | null> {
    return viewOf((await this.states.newest(groupStream(companyId, groupId))).state);
  }

  /** The group that has that name in any spelling that is the same name, null for none. Throws EventStoreUnavailable. */
  async byDisplayName(companyId: string, displayName: string): Promise<GroupView | null> {
    for (const claim of groupNameClaims(companyId, displayName)) {
      const owner = await this.store.claimOwner(claim);
      if (owner === null) continue;
      const { state } = await this.states.newest(owner);
      if (holds(this, owner, state, claim)) return viewOf(state);
    }
    return null;
  }

  /** Waits for what is being kept for the next start. */
  async onApplicationShutdown(): Promise<void> {
    await this.snapshots.settled();
  }
}

/** Changes one group. With `expected` only if the group has such a revision then: nothing comes between the two. */
export class ChangeGroup extends Command<GroupOutcome> {
  constructor(
    readonly command: GroupCommand,
    readonly expected: ExpectedRevision | null = null,
  ) {
    super();
  }
}

/**
 * Carries out ChangeGroup. Changes of one group take turns before they are decided: many at once then cost no
 * decision that is thrown away, and only another process can be faster.
 */
@CommandHandler(ChangeGroup)
export class ChangeGroupHandler implements ICommandHandler<ChangeGroup> {
  private readonly turns = new KeyedQueue(MAX_QUEUED_CHANGES);

  constructor(
    @Inject(GroupStreams) private readonly groups: GroupStreams,
    @Inject(ACKNOWLEDGED_POSITIONS) private readonly acknowledgements: AcknowledgedPositions,
    @Inject(MembershipChanges) private readonly changes: MembershipChanges,
  ) {}

  /** Answers once the change is durable. Throws EventStoreUnavailable; a repeat is then safe. */
  async execute({ command, expected }: ChangeGroup): Promise<GroupOutcome> {
    const { companyId } = command.context;
    const outcome = await this.turns.run(groupStream(companyId, command.groupId), () => this.write(command, expected));
    if (outcome.kind === 'refused') return outcome;
    if (outcome.published !== null) {
      await this.acknowledgements.acknowledge(companyId, outcome.published);
      this.changes.note(companyId, outcome.published);
    }
    return { kind: 'done', view: viewOf(outcome.state), changed: outcome.records.length > 0 };
  }

  private async write(command: GroupCommand, expected: ExpectedRevision | null): Promise<Exclude<WriteOutcome<GroupState, AnsweredGroupRefusal>, { kind: 'claimed' }>> {
    const stream = groupStream(command.context.companyId, command.groupId);
    const decider = onExpected(groupDecider, expected, (state) => (state.kind === 'known' ? state.group.revision : null));
    let takeFrom: FormerOwner | null = null;
    for (let round = 0; round < MAX_CLAIM_ROUNDS; round += 1) {
      const write: Write<GroupCommand> = { stream, command, ...(takeFrom ? { takeFrom } : {}) };
      const outcome: WriteOutcome<GroupState, AnsweredGroupRefusal> = await decideAndAppend(decider, write, this.groups);
      if (outcome.kind !== 'claimed') return outcome;
      const { owner, claim }: { readonly owner: StreamName; readonly claim: Claim } = outcome;
      const { state } = await this.groups.states.newest(owner);
      if (holds(this.groups, owner, state, claim)) return { kind: 'refused', refusal: { kind: 'group-name-taken' } };
      takeFrom = await formerOwner(this.groups, claim, owner);
    }
    throw new EventStoreContended(`the name of a group changed hands ${MAX_CLAIM_ROUNDS} times`);
  }
}

/** Asks for one group as its stream tells. */
export class ReadGroup extends Query<GroupView | null> {
  constructor(
    readonly companyId: string,
    readonly by: { readonly id: string } | { readonly displayName: string },
  ) {
    super();
  }
}

/** Answers ReadGroup from streams and claims, never from the read model. */
@QueryHandler(ReadGroup)
export class ReadGroupHandler implements IQueryHandler<ReadGroup> {
  constructor(@Inject(GroupStreams) private readonly groups: GroupStreams) {}

  execute({ companyId, by }: ReadGroup): Promise<GroupView | null> {
    return 'id' in by ? this.groups.byId(companyId, by.id) : this.groups.byDisplayName(companyId, by.displayName);
  }
}
