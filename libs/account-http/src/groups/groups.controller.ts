import { Body, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext, Company } from '@luciq/domain';
import { AcknowledgedRows } from '@luciq/http';
import type { GroupOverview } from '@luciq/read-model';
import { AccountController } from '../auth/account-controller.ts';
import { TheCompany, TheContext } from '../auth/caller.ts';
import { Needs } from '../auth/needs.ts';
import { summaryOf } from '../company/company-views.ts';
import { problem } from '../problem/problem.ts';
import { MAX_PAGE, USUAL_PAGE } from '../validation/limits.ts';
import type { GroupView } from './groups.dto.ts';
import {
  GroupListView,
  GroupsQuery,
  GroupWithMembersView,
  MappingBody,
  PreviewBody,
  PreviewView,
} from './groups.dto.ts';
import { Mappings } from './mappings.ts';

const listed = ({ id, displayName, memberCount, mapping }: GroupOverview): GroupView => ({
  id,
  displayName,
  memberCount,
  mapping: mapping && {
    role: mapping.role,
    applications: mapping.applications,
    precedence: mapping.precedence,
    time: mapping.time,
  },
});

/** Groups of a company, and what each gives to its members. */
@ApiTags('groups')
@AccountController('/companies/:companyId/groups')
export class GroupsController {
  constructor(
    @Inject(AcknowledgedRows) private readonly rows: AcknowledgedRows,
    @Inject(Mappings) private readonly mappings: Mappings,
  ) {}

  @Get()
  @Needs('company')
  @ApiOperation({ summary: 'Groups, and what they give.' })
  @ApiOkResponse({ type: GroupListView })
  async list(@TheCompany() { id: companyId }: Company, @Query() query: GroupsQuery): Promise<GroupListView> {
    const { text, after = null, count = USUAL_PAGE } = query;
    const page = await this.rows.page(companyId, (wait) =>
      this.rows.queries.groupsOverview({
        companyId,
        ...(text === undefined || text === '' ? {} : { text }),
        after,
        count,
        ...wait,
      }),
    );
    return { groups: page.groups.map(listed), next: page.next };
  }

  @Get(':groupId')
  @Needs('company')
  @ApiOperation({
    summary: 'A group with its first 100 members. The list of members with `group` has all of them, page by page.',
  })
  @ApiOkResponse({ type: GroupWithMembersView })
  read(@TheCompany() { id }: Company, @Param('groupId') groupId: string): Promise<GroupWithMembersView> {
    return this.withMembers(id, groupId);
  }

  @Post(':groupId/mapping/preview')
  @HttpCode(200)
  @Needs('company')
  @ApiOperation({ summary: 'Who would gain or lose what. Changes nothing.' })
  @ApiOkResponse({ type: PreviewView })
  preview(
    @TheCompany() company: Company,
    @TheContext() context: CommandContext,
    @Param('groupId') groupId: string,
    @Body() body: PreviewBody,
  ): Promise<PreviewView> {
    return this.mappings.preview(company, context, groupId, body);
  }

  @Put(':groupId/mapping')
  @Needs('company')
  @ApiOperation({ summary: 'Say what a group gives to its members, in place of what it gave before.' })
  @ApiOkResponse({ type: GroupWithMembersView })
  async set(
    @TheCompany() { id: companyId }: Company,
    @TheContext() context: CommandContext,
    @Param('groupId') groupId: string,
    @Body() body: MappingBody,
  ): Promise<GroupWithMembersView> {
    await this.mappings.set(context, groupId, body);
    return this.withMembers(companyId, groupId);
  }

  @Delete(':groupId/mapping')
  @HttpCode(204)
  @Needs('company')
  @ApiOperation({ summary: 'Let a group give nothing.' })
  @ApiNoContentResponse()
  async remove(@TheContext() context: CommandContext, @Param('groupId') groupId: string): Promise<void> {
    await this.mappings.remove(context, groupId);
  }

  private async withMembers(companyId: string, groupId: string): Promise<GroupWithMembersView> {
    const [overview, found] = await Promise.all([
      this.rows.page(companyId, (wait) =>
        this.rows.queries.groupsOverview({ companyId, groupId, after: null, count: 1, ...wait }),
      ),
      this.rows.page(companyId, (wait) =>
        this.rows.queries.searchUsers({ companyId, groupId, after: null, count: MAX_PAGE, ...wait }),
      ),
    ]);
    const [group] = overview.groups;
    if (!group) throw problem('group-not-found');
    return { ...listed(group), members: found.users.map(({ user }) => summaryOf(user)) };
  }
}
