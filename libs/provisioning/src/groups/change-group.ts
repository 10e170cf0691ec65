import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { GroupCommand, GroupRefusal, GroupState } from '@luciq/domain';
import { groupDecider } from '@luciq/domain';
import type { FormerOwner } from '@luciq/event-store';
import { EventStoreContended } from '@luciq/event-store';
import type { Claim, StreamName } from '@luciq/events';
import { groupStream } from '@luciq/events';
import type { AcknowledgedPositions } from '@luciq/gateway-store';
import type { ExpectedRevision } from '@luciq/scim';
import type { UnexpectedRevision } from '../writing/expected-revision.ts';
import { onExpected } from '../writing/expected-revision.ts';
import { KeyedQueue } from '../writing/keyed-queue.ts';
import { formerOwner, holds, MAX_CLAIM_ROUNDS } from '../writing/stale-claims.ts';
import type { Write, WriteOutcome } from '../writing/write-loop.ts';
import { decideAndAppend } from '../writing/write-loop.ts';
import type { GroupStreams, GroupView } from './group-streams.ts';
import { viewOf } from './group-streams.ts';
import type { MembershipChanges } from './membership-changes.ts';

/** Changes of one group that wait for their turn in this process; more are answered 429. */
export const MAX_QUEUED_CHANGES = 1_000;

/** A refusal that the sender of ChangeGroup is told. */
export type AnsweredGroupRefusal = GroupRefusal | UnexpectedRevision;

/** What ChangeGroup came to; `view` is null for a group that was deleted. */
export type GroupOutcome =
  | { readonly kind: 'done'; readonly view: GroupView | null; readonly changed: boolean }
  | { readonly kind: 'refused'; readonly refusal: AnsweredGroupRefusal };

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
    private readonly groups: GroupStreams,
    private readonly acknowledgements: AcknowledgedPositions,
    private readonly changes: MembershipChanges,
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

  private async write(
    command: GroupCommand,
    expected: ExpectedRevision | null,
  ): Promise<Exclude<WriteOutcome<GroupState, AnsweredGroupRefusal>, { kind: 'claimed' }>> {
    const stream = groupStream(command.context.companyId, command.groupId);
    const decider = onExpected(groupDecider, expected, (state) =>
      state.kind === 'known' ? state.group.revision : null,
    );
    let takeFrom: FormerOwner | null = null;
    for (let round = 0; round < MAX_CLAIM_ROUNDS; round += 1) {
      const write: Write<GroupCommand> = { stream, command, ...(takeFrom ? { takeFrom } : {}) };
      const outcome: WriteOutcome<GroupState, AnsweredGroupRefusal> = await decideAndAppend(
        decider,
        write,
        this.groups,
      );
      if (outcome.kind !== 'claimed') return outcome;
      const { owner, claim }: { readonly owner: StreamName; readonly claim: Claim } = outcome;
      const { state } = await this.groups.states.readNewest(owner);
      if (holds(this.groups, owner, state, claim)) return { kind: 'refused', refusal: { kind: 'group-name-taken' } };
      takeFrom = await formerOwner(this.groups, claim, owner);
    }
    throw new EventStoreContended(`the name of a group changed hands ${MAX_CLAIM_ROUNDS} times`);
  }
}
