import { Body, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext, Company } from '@luciq/domain';
import { AccountController } from '../auth/account-controller.ts';
import { TheCompany, TheContext } from '../auth/caller.ts';
import { Needs } from '../auth/needs.ts';
import { ConfirmRenameBody, RenameListView, Renames } from './renames.ts';

/** Renames of members with rights: over SCIM the profile changes, and here the name that signs in. */
@ApiTags('renames')
@AccountController('/companies/:companyId/renames')
export class RenamesController {
  constructor(@Inject(Renames) private readonly renames: Renames) {}

  @Get()
  @Needs('company')
  @ApiOperation({
    summary: 'Renames of owners and administrators that wait to be confirmed. Until then the former name signs in.',
  })
  @ApiOkResponse({ type: RenameListView })
  async list(@TheCompany() company: Company): Promise<RenameListView> {
    return { renames: await this.renames.list(company) };
  }

  @Post(':userId/confirm')
  @HttpCode(204)
  @Needs('owner')
  @ApiOperation({
    summary: 'Let the new name of a member sign in; sessions of the former one end. Of the members, only owners can.',
  })
  @ApiNoContentResponse()
  async confirm(
    @TheCompany() company: Company,
    @TheContext() context: CommandContext,
    @Param('userId') userId: string,
    @Body() { userName }: ConfirmRenameBody,
  ): Promise<void> {
    await this.renames.confirm(context, company, { userId, userName });
  }
}
