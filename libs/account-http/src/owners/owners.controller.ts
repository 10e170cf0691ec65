import { Body, Delete, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { UserStreams, readActiveOwners, readMemberFact } from '@luciq/provisioning';
import { AccountController } from '../auth/account-controller.ts';
import { RequestId } from '@luciq/http';
import { FromCaller, TheCompany } from '../auth/caller.ts';
import type { Caller, CompanyAtHand } from '../auth/caller.ts';
import { CompanyCommands, askedBy } from '../company/company-commands.ts';
import { CompanyViews } from '../company/company-views.ts';
import { CompanyView } from '../company/company.dto.ts';
import { OwnerBody, TransferBody } from './owners.dto.ts';
import { mustOwn } from '../auth/must-own.ts';
import { Needs } from '../auth/needs.ts';

/** Who owns a company. Ownership moves here only, never over SCIM. */
@ApiTags('owners')
@AccountController('/companies/:companyId/owners')
export class OwnersController {
  constructor(
    @Inject(CompanyCommands) private readonly companies: CompanyCommands,
    @Inject(CompanyViews) private readonly views: CompanyViews,
    @Inject(UserStreams) private readonly users: UserStreams,
  ) {}

  @Post('transfer')
  @HttpCode(200)
  @Needs('company')
  @ApiOperation({ summary: 'Pass an ownership on to an active member. Of the members, only owners can.' })
  @ApiOkResponse({ type: CompanyView })
  async transfer(@FromCaller() caller: Caller, @TheCompany() { id }: CompanyAtHand, @RequestId() requestId: string, @Body() { from, to, userName }: TransferBody): Promise<CompanyView> {
    mustOwn(caller);
    const member = await readMemberFact(this.users, id, { userId: to, seenAs: userName });
    return this.views.company(id, await this.companies.run({ type: 'TransferOwnership', context: askedBy({ caller, companyId: id, requestId }), from, to, member }));
  }

  @Post()
  @HttpCode(200)
  @Needs('company')
  @ApiOperation({ summary: 'Make an active member an owner beside those that there are.' })
  @ApiOkResponse({ type: CompanyView })
  async add(@FromCaller() caller: Caller, @TheCompany() { id }: CompanyAtHand, @RequestId() requestId: string, @Body() { userId, userName }: OwnerBody): Promise<CompanyView> {
    mustOwn(caller);
    const member = await readMemberFact(this.users, id, { userId, seenAs: userName });
    return this.views.company(id, await this.companies.run({ type: 'GrantOwnership', context: askedBy({ caller, companyId: id, requestId }), userId, member }));
  }

  @Delete(':userId')
  @HttpCode(200)
  @Needs('company')
  @ApiOperation({ summary: 'Make an owner a member like any other. Refused for the last one who is active.' })
  @ApiOkResponse({ type: CompanyView })
  async remove(@FromCaller() caller: Caller, @TheCompany() { id, company }: CompanyAtHand, @RequestId() requestId: string, @Param('userId') userId: string): Promise<CompanyView> {
    mustOwn(caller);
    const active = await readActiveOwners(this.users, id, company.owners);
    return this.views.company(id, await this.companies.run({ type: 'RevokeOwnership', context: askedBy({ caller, companyId: id, requestId }), userId, activeOwners: active }));
  }
}
