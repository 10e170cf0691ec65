import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ProvisionUser, UserCommand, UserRefusal, UserState, WaitingRename } from '@luciq/domain';
import { userDecider, userNameClaims } from '@luciq/domain';
import type { FormerOwner } from '@luciq/event-store';
import { EventStoreContended } from '@luciq/event-store';
import type { Claim, EventRecord, StreamName } from '@luciq/events';
import { parseStream, userStream } from '@luciq/events';
import type { AcknowledgedPositions } from '@luciq/gateway-store';
import type { ExpectedRevision, UserResource } from '@luciq/scim';
import { userNameOf } from '@luciq/scim';
import type { UnexpectedRevision } from '../writing/expected-revision.ts';
import { onExpected } from '../writing/expected-revision.ts';
import type { HeldClaim } from '../writing/stale-claims.ts';
import { formerOwner, holds, MAX_CLAIM_ROUNDS, sameClaim } from '../writing/stale-claims.ts';
import type { Write, WriteOutcome } from '../writing/write-loop.ts';
import { decideAndAppend } from '../writing/write-loop.ts';
import type { Administering } from './administering.ts';
import type { UserStreams } from './user-streams.ts';

/** A refusal that a sender is told; what a decision lacked is found out before. */
export type AnsweredUserRefusal = Exclude<UserRefusal, { readonly kind: 'rights-needed' }> | UnexpectedRevision;

/** A command to a member that was carried out. */
export interface UserDone {
  readonly kind: 'done';
  /** Null for a member who was deleted. */
  readonly user: UserResource | null;
  /** The rename of the member that waits to be confirmed; null for none. */
  readonly waiting: WaitingRename | null;
  readonly changed: boolean;
  /** Null where neither was decided. */
  readonly status: 'deactivated' | 'reactivated' | null;
  /** True where this command began or changed a rename that waits. */
  readonly isHeld: boolean;
}

/** What ChangeUser came to. */
export type UserOutcome = UserDone | { readonly kind: 'refused'; readonly refusal: AnsweredUserRefusal };

type Outcome = WriteOutcome<UserState, AnsweredUserRefusal>;
type Claimed = Extract<Outcome, { kind: 'claimed' }>;
type Written = Exclude<Outcome, Claimed>;

const nameOf = ({ attributes }: ProvisionUser): string => userNameOf(attributes) ?? '';

const isUserName = (state: UserState, companyId: string, claim: Claim): boolean => {
  const userName = state.kind === 'known' ? userNameOf(state.user.attributes) : null;
  return userName !== null && userNameClaims(companyId, userName).some((own) => sameClaim(own, claim));
};

function statusDecided(records: readonly EventRecord[]): 'deactivated' | 'reactivated' | null {
  for (const { event } of records) {
    if (event.type === 'UserDeactivated') return 'deactivated';
    if (event.type === 'UserReactivated') return 'reactivated';
  }
  return null;
}

/** Changes one user. With `expected` only if the user has such a revision then: nothing comes between the two. */
export class ChangeUser extends Command<UserOutcome> {
  constructor(
    readonly command: UserCommand,
    readonly expected: ExpectedRevision | null = null,
  ) {
    super();
  }
}

/** Carries out ChangeUser. */
@CommandHandler(ChangeUser)
export class ChangeUserHandler implements ICommandHandler<ChangeUser> {
  constructor(
    private readonly users: UserStreams,
    private readonly acknowledgements: AcknowledgedPositions,
    private readonly rights: Administering,
  ) {}

  /** Answers once the change is durable. Throws EventStoreUnavailable; a repeat is then safe. */
  async execute(change: ChangeUser): Promise<UserOutcome> {
    const { companyId } = change.command.context;
    const outcome = await this.write(change);
    if (outcome.kind === 'refused') return outcome;
    if (outcome.published !== null) await this.acknowledgements.acknowledge(companyId, outcome.published);
    const { state, records } = outcome;
    const known = state.kind === 'known' ? state : null;
    const waiting = known?.signIn.waiting ?? null;
    const isHeld =
      waiting !== null &&
      records.some(({ event }) => event.type === 'ProfileUpdated' && event.data.changed.includes('userName'));
    return {
      kind: 'done',
      user: known?.user ?? null,
      waiting,
      changed: records.length > 0,
      status: statusDecided(records),
      isHeld,
    };
  }

  private async write({ command, expected }: ChangeUser): Promise<Written> {
    let takeFrom: FormerOwner | null = null;
    let held: HeldClaim | null = null;
    if (command.type === 'ProvisionUser' && this.users.seemsFree(command.context.companyId, nameOf(command))) {
      const created = await this.create(command, expected);
      if (created.kind === 'written') return created;
      // Refused, it is judged by the one who has the name, if anyone has.
      if (created.kind === 'claimed') held = created;
    }
    for (let round = 0; round < MAX_CLAIM_ROUNDS; round += 1) {
      const write: Write<UserCommand> | null = await this.target(command, takeFrom, held);
      held = null;
      if (!write) continue;
      const outcome = await this.decided(write, expected);
      if (outcome.kind !== 'claimed') return outcome;
      // A create looks for the holder by itself: it may be the member that it is about.
      if (command.type === 'ProvisionUser') continue;
      const { owner, claim } = outcome;
      const { state } = await this.users.states.readNewest(owner);
      if (holds(this.users, owner, state, claim))
        return {
          kind: 'refused',
          refusal: {
            kind: isUserName(state, command.context.companyId, claim) ? 'user-name-taken' : 'user-name-reserved',
          },
        };
      takeFrom = await formerOwner(this.users, claim, owner);
    }
    throw new EventStoreContended(`a userName changed hands ${MAX_CLAIM_ROUNDS} times`);
  }

  /** Makes the user without a look at the name or the stream: the appends themselves ask whether anyone has them (docs/decisions/0059). */
  private async create(command: ProvisionUser, expected: ExpectedRevision | null): Promise<Written | Claimed> {
    const { companyId } = command.context;
    const stream = userStream(companyId, command.userId);
    const outcome = await this.decided({ stream, isNew: true, command }, expected);
    if (outcome.kind === 'claimed') this.users.sawHeld([outcome.claim], outcome.owner);
    else if (outcome.kind === 'written') this.users.sawHeld(userNameClaims(companyId, nameOf(command)), stream);
    return outcome;
  }

  /** Decides, and where that takes rights that the sender does not know, finds them out and decides with them. */
  private async decided(write: Write<UserCommand>, expected: ExpectedRevision | null): Promise<Written | Claimed> {
    const decider = onExpected(userDecider, expected, (state) => (state.kind === 'known' ? state.user.revision : null));
    const outcome = await decideAndAppend(decider, write, this.users);
    if (outcome.kind !== 'refused') return outcome;
    const { refusal } = outcome;
    if (refusal.kind !== 'rights-needed') return { kind: 'refused', refusal };
    const { command, stream } = write;
    const { state, revision: seen } = await this.users.states.readNewest(stream);
    if (state.kind !== 'known') return { kind: 'refused', refusal: { kind: 'user-not-found' } };
    const policy = { ...command.policy, ...(await this.rights.of(command.context, state.user)) };
    const again = await decideAndAppend(decider, { ...write, seen, command: { ...command, policy } }, this.users);
    if (again.kind === 'refused' && again.refusal.kind === 'rights-needed')
      throw new TypeError('a decision asks for rights that it was told');
    return again as Written | Claimed;
  }

  /** A create goes to the stream of the one who holds the userName, anything else to the stream it names. Null: look anew. */
  private async target(
    command: UserCommand,
    takeFrom: FormerOwner | null,
    held: HeldClaim | null,
  ): Promise<Write<UserCommand> | null> {
    const { companyId } = command.context;
    const own = userStream(companyId, command.userId);
    if (command.type !== 'ProvisionUser') return { stream: own, command, ...(takeFrom ? { takeFrom } : {}) };
    const holder = held ?? (await this.users.claimOn(companyId, nameOf(command)));
    if (holder === null || holder.owner === own) return { stream: own, command };
    return this.onHolder(command, { own, ...holder });
  }

  private async onHolder(
    command: ProvisionUser,
    { own, claim, owner }: HeldClaim & { readonly own: StreamName },
  ): Promise<Write<UserCommand> | null> {
    const { state, revision: seen } = await this.users.states.readNewest(owner);
    if (!holds(this.users, owner, state, claim)) {
      const stale = await formerOwner(this.users, claim, owner);
      return stale ? { stream: own, command, takeFrom: stale } : null;
    }
    const { id: userId } = parseStream(owner);
    return { stream: owner, seen, command: { ...command, userId } };
  }
}
