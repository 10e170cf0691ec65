import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { MemberFact } from '@luciq/domain';
import { isCalled } from '@luciq/domain';
import type { UserDone } from './change-user.ts';
import type { UserStreams } from './user-streams.ts';

/** What a user's state says to the command that makes the user an owner; `seenAs` is the userName that was shown, where one was. */
export function memberFact({ user, waiting }: Pick<UserDone, 'user' | 'waiting'>, seenAs?: string): MemberFact {
  if (user === null) return { state: 'absent', revision: -1, renameWaits: false, isRenamed: false };
  const isRenamed = seenAs !== undefined && !isCalled({ user }, seenAs);
  return {
    state: user.active ? 'active' : 'inactive',
    revision: user.revision,
    renameWaits: waiting !== null,
    isRenamed,
  };
}

/** Asks for the facts about a user who is to become an owner. */
export class ReadMemberFact extends Query<MemberFact> {
  constructor(
    readonly companyId: string,
    readonly userId: string,
    /** The userName that was shown to the person who asks. */
    readonly seenAs?: string,
  ) {
    super();
  }
}

/** Answers ReadMemberFact from the user's stream as it is now. */
@QueryHandler(ReadMemberFact)
export class ReadMemberFactHandler implements IQueryHandler<ReadMemberFact> {
  constructor(private readonly users: UserStreams) {}

  async execute({ companyId, userId, seenAs }: ReadMemberFact): Promise<MemberFact> {
    const known = await this.users.known(companyId, userId);
    return memberFact({ user: known?.user ?? null, waiting: known?.signIn.waiting ?? null }, seenAs);
  }
}

/** Asks which of these users are active. */
export class ReadActiveUsers extends Query<readonly string[]> {
  constructor(
    readonly companyId: string,
    readonly userIds: readonly string[],
  ) {
    super();
  }
}

/** Answers ReadActiveUsers from the users' streams as they are now. */
@QueryHandler(ReadActiveUsers)
export class ReadActiveUsersHandler implements IQueryHandler<ReadActiveUsers> {
  constructor(private readonly users: UserStreams) {}

  async execute({ companyId, userIds }: ReadActiveUsers): Promise<readonly string[]> {
    const found = await Promise.all(userIds.map(async (id) => ({ id, user: await this.users.byId(companyId, id) })));
    return found.flatMap(({ id, user }) => (user?.active ? [id] : []));
  }
}
