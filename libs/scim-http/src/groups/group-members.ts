import type { QueryBus } from '@nestjs/cqrs';
import { isPassing, ROWS_WAIT_MS, RowsBehind } from '@luciq/http';
import type { GroupView } from '@luciq/provisioning';
import { ReadUser } from '@luciq/provisioning';
import type { Membership } from '@luciq/scim';
import { displayOf } from '@luciq/scim';
import { MAX_MEMBERS_AFTER_PATCH, MAX_MEMBERS_BY_STREAM } from '../limits.ts';
import type { Lists } from '../resources/lists.ts';

/** The members of a group as answers show them: users who were not deleted, with their names, in the order of their ids. */
export class GroupMembers {
  constructor(
    private readonly lists: Lists,
    private readonly queries: Pick<QueryBus, 'execute'>,
  ) {}

  /**
   * For an answer that shows them or fails: from the rows, because a deleted user has none once these have caught up. Where
   * they don't, the members of a group that is not large are looked up one by one, and a large one is 429.
   */
  async read(companyId: string, view: GroupView): Promise<readonly Membership[]> {
    if (view.members.size === 0) return [];
    if (await this.lists.rows.hasCaughtUp(companyId, ROWS_WAIT_MS)) {
      const members = await this.lists.rows.queries.membersOf(companyId, view.group.id);
      return members.filter(({ id }) => view.members.has(id));
    }
    if (view.members.size > MAX_MEMBERS_BY_STREAM) throw new RowsBehind();
    return this.fromStreams(companyId, view);
  }

  /**
   * For the answer to a change that was done, which must not become a failure: the same members, or null where they can't be
   * told now. A small group waits for no rows: they have never seen what was changed just now.
   */
  async afterChange(companyId: string, view: GroupView): Promise<readonly Membership[] | null> {
    try {
      return view.members.size <= MAX_MEMBERS_AFTER_PATCH
        ? await this.fromStreams(companyId, view)
        : await this.read(companyId, view);
    } catch (error) {
      if (isPassing(error)) return null;
      throw error;
    }
  }

  private async fromStreams(companyId: string, { members }: GroupView): Promise<readonly Membership[]> {
    const ids = [...members].sort();
    const users = await Promise.all(ids.map((id) => this.queries.execute(new ReadUser(companyId, { id }))));
    return users.flatMap((user) => (user ? [{ id: user.id, ...displayOf(user) }] : []));
  }
}

/** The members as the group's stream has them, for an answer that must show some and can't learn more: no names, and perhaps a user who was deleted. */
export const unnamedMembers = ({ members }: GroupView): readonly Membership[] =>
  [...members].sort().map((id) => ({ id }));
