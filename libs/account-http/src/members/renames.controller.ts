import { Body, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccountController } from '../auth/account-controller.ts';
import { RequestId } from '@luciq/http';
import { FromCaller, TheCompany } from '../auth/caller.ts';
import type { Caller, CompanyAtHand } from '../auth/caller.ts';
import { mustOwn } from '../auth/must-own.ts';
import { Needs } from '../auth/needs.ts';
import { Renames } from './renames.ts';
import { ConfirmRenameBody, RenameListView } from './renames.dto.ts';

/** Renames of members with rights: over SCIM the profile changes, and here the name that signs in. */
@ApiTags('renames')
@AccountController('/companies/:companyId/renames')
export class RenamesController {
  constructor(@Inject(Renames) private readonly renames: Renames) {}

  @Get()
  @Needs('company')
  @ApiOperation({ summary: 'Renames of owners and administrators that wait to be confirmed. Until then the former name signs in.' })
  @ApiOkResponse({ type: RenameListView })
  async list(@TheCompany() { id, company }: CompanyAtHand): Promise<RenameListView> {
    return { renames: await this.renames.list(id, company) };
  }

  @Post(':userId/confirm')
  @HttpCode(204)
  @Needs('company')
  @ApiOperation({ summary: 'Let the new name of a member sign in; sessions of the former one end. Of the members, only owners can.' })
  @ApiNoContentResponse()
  async confirm(
    @FromCaller() caller: Caller,
    @TheCompany() { id: companyId, company }: CompanyAtHand,
    @RequestId() requestId: string,
    @Param('userId') userId: string,
    @Body() { userName }: ConfirmRenameBody,
  ): Promise<void> {
    mustOwn(caller);
    await this.renames.confirm({ caller, companyId, requestId }, company, { userId, userName });
  }
}
