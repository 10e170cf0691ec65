import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { CheckedMembers } from '@luciq/domain';
import { MAX_NAMED_MEMBERS } from '@luciq/domain';
import { isResourceId } from '@luciq/events';
import type { MemberIndex } from '../engines.ts';
import type { UserStreams } from '../users/user-streams.ts';
import type { GroupStreams } from './group-streams.ts';

/** Ids that are looked up in their streams at once. */
export const STREAMS_AT_ONCE = 50;

/** Asks which of these ids are users of the company, and which are groups. */
export class CheckMembers extends Query<CheckedMembers> {
  constructor(
    readonly companyId: string,
    readonly ids: readonly string[],
  ) {
    super();
  }
}

/**
 * Asks the index first and confirms each miss by its stream, in the order given. As soon as MAX_NAMED_MEMBERS belong to
 * nobody the rest is left: the command is refused anyway, and names those.
 */
@QueryHandler(CheckMembers)
export class CheckMembersHandler implements IQueryHandler<CheckMembers> {
  constructor(
    private readonly index: MemberIndex,
    private readonly users: UserStreams,
    private readonly groups: GroupStreams,
  ) {}

  async execute({ companyId, ids }: CheckMembers): Promise<CheckedMembers> {
    if (ids.length === 0) return { users: new Set(), groups: new Set() };
    const users = new Set(await this.index.knownMembers(companyId, ids));
    const groups = new Set<string>();
    const missing = ids.filter((id) => !users.has(id));
    let unknown = 0;
    for (let at = 0; at < missing.length && unknown < MAX_NAMED_MEMBERS; at += STREAMS_AT_ONCE) {
      const found = await Promise.all(
        missing.slice(at, at + STREAMS_AT_ONCE).map(async (id) => ({ id, is: await this.kindOf(companyId, id) })),
      );
      for (const { id, is } of found) {
        if (is === 'user') users.add(id);
        else if (is === 'group') groups.add(id);
        else unknown += 1;
      }
    }
    return { users, groups };
  }

  private async kindOf(companyId: string, id: string): Promise<'user' | 'group' | null> {
    if (!isResourceId(id)) return null;
    if (await this.users.byId(companyId, id)) return 'user';
    return (await this.groups.byId(companyId, id)) ? 'group' : null;
  }
}
