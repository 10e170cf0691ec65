import { Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Company } from '@luciq/domain';
import type { EffectiveAccess } from '@luciq/entitlement';
import type { UserResource } from '@luciq/scim';
import { AccountController } from '../auth/account-controller.ts';
import { TheCompany } from '../auth/caller.ts';
import { USUAL_PAGE } from '../validation/limits.ts';
import { MemberListView, MemberView, MembersQuery, TimelineView } from './members.dto.ts';
import type { ListedMemberView } from './members.dto.ts';
import { PageQuery } from '../validation/page.ts';
import { MemberPages } from './member-pages.ts';
import { MemberTimeline } from './member-timeline.ts';
import { displayNameOf, emailOf, textOf } from './member-words.ts';
import { Needs } from '../auth/needs.ts';
import { AcknowledgedRows } from '@luciq/http';

const listed = ({ user, access }: { readonly user: UserResource; readonly access: EffectiveAccess }): ListedMemberView => ({
  id: user.id,
  userName: textOf(user.attributes['userName']),
  displayName: displayNameOf(user.attributes),
  email: emailOf(user.attributes),
  active: user.active,
  role: access.role,
  applications: access.applications.map(({ name }) => name),
  lastModified: user.lastModified,
});

/** Members of a company, what they may do and why, and what happened to them. */
@ApiTags('members')
@AccountController('/companies/:companyId/members')
export class MembersController {
  constructor(
    @Inject(AcknowledgedRows) private readonly rows: AcknowledgedRows,
    @Inject(MemberPages) private readonly pages: MemberPages,
    @Inject(MemberTimeline) private readonly timelines: MemberTimeline,
  ) {}

  @Get()
  @Needs('company')
  @ApiOperation({ summary: 'Members, searched and filtered.' })
  @ApiOkResponse({ type: MemberListView })
  async list(@TheCompany() { id: companyId }: Company, @Query() query: MembersQuery): Promise<MemberListView> {
    const { text, state, role, application, group, after = null, count = USUAL_PAGE } = query;
    const page = await this.rows.page(companyId, (wait) =>
      this.rows.queries.searchUsers({
        companyId,
        ...(text === undefined || text === '' ? {} : { text }),
        ...(state === undefined ? {} : { active: state === 'active' }),
        ...(role === undefined ? {} : { role }),
        ...(application === undefined ? {} : { application }),
        ...(group === undefined ? {} : { groupId: group }),
        after,
        count,
        ...wait,
      }),
    );
    return { members: page.users.map(listed), next: page.next, searched: page.searched };
  }

  @Get(':userId')
  @Needs('company')
  @ApiOperation({ summary: 'A member with profile, access and why, and groups.' })
  @ApiOkResponse({ type: MemberView })
  read(@TheCompany() { id }: Company, @Param('userId') userId: string): Promise<MemberView> {
    return this.pages.read(id, userId);
  }

  @Get(':userId/timeline')
  @Needs('company')
  @ApiOperation({ summary: 'What was decided about a member, the newest first; also of one who was deleted.' })
  @ApiOkResponse({ type: TimelineView })
  timeline(@TheCompany() { id }: Company, @Param('userId') userId: string, @Query() query: PageQuery): Promise<TimelineView> {
    return this.timelines.read(id, userId, query);
  }
}
