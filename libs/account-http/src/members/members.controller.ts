import { Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Company } from '@luciq/domain';
import type { Because, EffectiveAccess } from '@luciq/entitlement';
import { AcknowledgedRows } from '@luciq/http';
import type { Membership, UserResource } from '@luciq/scim';
import { renderUser, userNameOf } from '@luciq/scim';
import { AccountController } from '../auth/account-controller.ts';
import { TheCompany } from '../auth/caller.ts';
import { Needs } from '../auth/needs.ts';
import { AccountUrls } from '../company/account-urls.ts';
import { problem } from '../problem/problem.ts';
import { USUAL_PAGE } from '../validation/limits.ts';
import { PageQuery } from '../validation/page.dto.ts';
import { MemberTimeline } from './member-timeline.ts';
import type { BecauseView, ListedMemberView } from './members.dto.ts';
import { MemberListView, MembersQuery, MemberView } from './members.dto.ts';
import { NamesakesQuery, NamesakesView } from './namesakes.dto.ts';
import { TimelineView } from './timeline.dto.ts';
import { displayNameOf, emailOf } from './user-profile.ts';

/** Why a member has something; a group that gives it is one that the member is in, so its name is known. */
function reason({ source, eventId, time, groupId }: Because, groups: readonly Membership[]): BecauseView {
  const groupName = groupId === undefined ? undefined : groups.find(({ id }) => id === groupId)?.display;
  return {
    source,
    ...(groupId === undefined ? {} : { groupId }),
    ...(groupName === undefined ? {} : { groupName }),
    eventId,
    time,
  };
}

const listed = ({
  user,
  access,
}: {
  readonly user: UserResource;
  readonly access: EffectiveAccess;
}): ListedMemberView => ({
  id: user.id,
  userName: userNameOf(user.attributes),
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
    @Inject(AccountUrls) private readonly urls: AccountUrls,
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

  @Get('by-name')
  @Needs('company')
  @ApiOperation({
    summary:
      'Everyone who has a name or had it, also who was deleted: userName, e-mail address, displayName or externalId.',
  })
  @ApiOkResponse({ type: NamesakesView })
  async byName(@TheCompany() { id }: Company, @Query() { name }: NamesakesQuery): Promise<NamesakesView> {
    const rows = await this.rows.caughtUp(id);
    return { bearers: name === undefined ? [] : await rows.bearersOf(id, name) };
  }

  @Get(':userId')
  @Needs('company')
  @ApiOperation({ summary: 'A member with profile, access and why, and groups.' })
  @ApiOkResponse({ type: MemberView })
  async read(@TheCompany() { id: companyId }: Company, @Param('userId') userId: string): Promise<MemberView> {
    // The page must show what the list before it showed.
    const rows = await this.rows.caughtUp(companyId);
    const [found, memberships] = await Promise.all([
      rows.userAccess(companyId, userId),
      rows.groupsOfUsers(companyId, [userId]),
    ]);
    if (!found) throw problem('member-not-found');
    const { user, access } = found;
    const groups = memberships.get(userId) ?? [];
    return {
      id: user.id,
      userName: userNameOf(user.attributes),
      displayName: displayNameOf(user.attributes),
      active: user.active,
      profile: renderUser(user, { baseUrl: this.urls.scim(), groups }),
      created: user.created,
      lastModified: user.lastModified,
      role: { value: access.role, because: reason(access.roleBecause, groups) },
      applications: access.applications.map(({ name, because }) => ({ name, because: reason(because, groups) })),
      groups: groups.map(({ id, display }) => ({ id, displayName: display ?? null })),
    };
  }

  @Get(':userId/timeline')
  @Needs('company')
  @ApiOperation({
    summary:
      'Everything that changed what a member may do or who the member is, the newest first; also of one who was deleted.',
  })
  @ApiOkResponse({ type: TimelineView })
  timeline(
    @TheCompany() { id }: Company,
    @Param('userId') userId: string,
    @Query() query: PageQuery,
  ): Promise<TimelineView> {
    return this.timelines.read(id, userId, query);
  }
}
