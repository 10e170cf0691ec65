import { Inject, Injectable } from '@nestjs/common';
import type { GroupOverview } from '@luciq/read-model';
import { noGroup } from '../problem/company-problem.ts';
import { inShort } from '../company/company-views.ts';
import type { GroupListView, GroupView, GroupWithMembersView, GroupsQuery } from './groups.dto.ts';
import { MAX_PAGE, USUAL_PAGE } from '../validation/limits.ts';
import { AcknowledgedRows } from '@luciq/http';

const listed = ({ id, displayName, memberCount, mapping }: GroupOverview): GroupView => ({
  id,
  displayName,
  memberCount,
  mapping: mapping && { role: mapping.role, applications: mapping.applications, precedence: mapping.precedence, time: mapping.time },
});

/** Groups, and what each gives. */
@Injectable()
export class GroupPages {
  constructor(@Inject(AcknowledgedRows) private readonly rows: AcknowledgedRows) {}

  /** A page of groups. */
  async list(companyId: string, query: GroupsQuery): Promise<GroupListView> {
    const { text, after = null, count = USUAL_PAGE } = query;
    const page = await this.rows.page(companyId, (wait) =>
      this.rows.queries.groupsOverview({ companyId, ...(text === undefined || text === '' ? {} : { text }), after, count, ...wait }),
    );
    return { groups: page.groups.map(listed), next: page.next };
  }

  /** One group with its first members. */
  async read(companyId: string, groupId: string): Promise<GroupWithMembersView> {
    const [overview, found] = await Promise.all([
      this.rows.page(companyId, (wait) => this.rows.queries.groupsOverview({ companyId, groupId, after: null, count: 1, ...wait })),
      this.rows.page(companyId, (wait) => this.rows.queries.searchUsers({ companyId, groupId, after: null, count: MAX_PAGE, ...wait })),
    ]);
    const [group] = overview.groups;
    if (!group) throw noGroup();
    return { ...listed(group), members: found.users.map(({ user }) => inShort(user)) };
  }
}
