import { Body, HttpCode, Inject, Post, Put, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AccountController } from '../auth/account-controller.ts';
import { RequestId } from '@luciq/http';
import { FromCaller, TheCompany } from '../auth/caller.ts';
import type { Caller, CompanyAtHand } from '../auth/caller.ts';
import { CompanyCommands, askedBy } from '../company/company-commands.ts';
import { CompanyViews } from '../company/company-views.ts';
import { CompanyView, ConfiguredCompanyView } from '../company/company.dto.ts';
import { SamlBody } from './saml.dto.ts';
import { OwnSession } from '../sessions/own-session.ts';
import { mustOwn } from '../auth/must-own.ts';
import { Needs } from '../auth/needs.ts';
import { refusedBy } from '../problem/problem.ts';
import { samlGiven } from './given.ts';

/** How members of a company sign in. */
@ApiTags('saml')
@AccountController('/companies/:companyId/saml')
export class SamlSettingsController {
  constructor(
    @Inject(CompanyCommands) private readonly companies: CompanyCommands,
    @Inject(CompanyViews) private readonly views: CompanyViews,
    @Inject(OwnSession) private readonly own: OwnSession,
  ) {}

  @Put()
  @Needs('company-setup')
  @ApiOperation({ summary: 'Say how the identity provider is reached and known; where that replaces another one, every other session ends. Of the members, only owners can.' })
  @ApiOkResponse({ type: ConfiguredCompanyView })
  async configure(
    @FromCaller() caller: Caller,
    @TheCompany() { id, company }: CompanyAtHand,
    @RequestId() requestId: string,
    @Body() body: SamlBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConfiguredCompanyView> {
    mustOwn(caller);
    const given = samlGiven(body, company.samlConfiguration);
    if (given.kind === 'refused') throw refusedBy(given.refusal);
    const configured = await this.companies.run({ type: 'ConfigureSaml', context: askedBy({ caller, companyId: id, requestId }), configuration: given.settings });
    await this.own.goesOn(caller, configured, reply);
    return { ...(await this.views.company(id, configured)), notes: given.notes };
  }

  @Post('enable')
  @HttpCode(200)
  @Needs('company-setup')
  @ApiOperation({ summary: 'Let members sign in through the identity provider. Of the members, only owners can.' })
  @ApiOkResponse({ type: CompanyView })
  async enable(@FromCaller() caller: Caller, @TheCompany() { id }: CompanyAtHand, @RequestId() requestId: string): Promise<CompanyView> {
    mustOwn(caller);
    return this.views.company(id, await this.companies.run({ type: 'EnableSaml', context: askedBy({ caller, companyId: id, requestId }), elsewhere: false }));
  }

  @Post('disable')
  @HttpCode(200)
  @Needs('company-setup')
  @ApiOperation({ summary: 'Forget how the identity provider is reached and known, and end every other session. Refused while SCIM is not off. Of the members, only owners can.' })
  @ApiOkResponse({ type: CompanyView })
  async disable(
    @FromCaller() caller: Caller,
    @TheCompany() { id }: CompanyAtHand,
    @RequestId() requestId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CompanyView> {
    mustOwn(caller);
    const company = await this.companies.run({ type: 'DisableSaml', context: askedBy({ caller, companyId: id, requestId }) });
    await this.own.goesOn(caller, company, reply);
    return this.views.company(id, company);
  }
}
