import { Body, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext, Company } from '@luciq/domain';
import { AccountController } from '../auth/account-controller.ts';
import { TheCompany, TheContext } from '../auth/caller.ts';
import { GroupListView, GroupWithMembersView, GroupsQuery, MappingBody, PreviewBody, PreviewView } from './groups.dto.ts';
import { GroupPages } from './group-pages.ts';
import { Mappings } from './mappings.ts';
import { Needs } from '../auth/needs.ts';

/** Groups of a company, and what each gives to its members. */
@ApiTags('groups')
@AccountController('/companies/:companyId/groups')
export class GroupsController {
  constructor(
    @Inject(GroupPages) private readonly pages: GroupPages,
    @Inject(Mappings) private readonly mappings: Mappings,
  ) {}

  @Get()
  @Needs('company')
  @ApiOperation({ summary: 'Groups, and what they give.' })
  @ApiOkResponse({ type: GroupListView })
  list(@TheCompany() { id }: Company, @Query() query: GroupsQuery): Promise<GroupListView> {
    return this.pages.list(id, query);
  }

  @Get(':groupId')
  @Needs('company')
  @ApiOperation({ summary: 'A group with its first 100 members. The list of members with `group` has all of them, page by page.' })
  @ApiOkResponse({ type: GroupWithMembersView })
  read(@TheCompany() { id }: Company, @Param('groupId') groupId: string): Promise<GroupWithMembersView> {
    return this.pages.read(id, groupId);
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
    return this.pages.read(companyId, groupId);
  }

  @Delete(':groupId/mapping')
  @HttpCode(204)
  @Needs('company')
  @ApiOperation({ summary: 'Let a group give nothing.' })
  @ApiNoContentResponse()
  async remove(@TheContext() context: CommandContext, @Param('groupId') groupId: string): Promise<void> {
    await this.mappings.remove(context, groupId);
  }
}
