import { Body, HttpCode, Inject, Post, Put, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { CommandContext, Company } from '@luciq/domain';
import { AccountController } from '../auth/account-controller.ts';
import type { Caller } from '../auth/caller.ts';
import { TheCaller, TheCompany, TheContext } from '../auth/caller.ts';
import { Needs } from '../auth/needs.ts';
import { CompanyView, ConfiguredCompanyView } from '../company/company.dto.ts';
import { CompanyCommands } from '../company/company-commands.ts';
import { CompanyViews } from '../company/company-views.ts';
import { refusedBy } from '../problem/problem.ts';
import { BrowserSessions } from '../sessions/browser-sessions.ts';
import { SamlBody } from './saml.dto.ts';
import { readSamlBody } from './saml-body.ts';

/** How members of a company sign in. */
@ApiTags('saml')
@AccountController('/companies/:companyId/saml')
export class SamlSettingsController {
  constructor(
    @Inject(CompanyCommands) private readonly companies: CompanyCommands,
    @Inject(CompanyViews) private readonly views: CompanyViews,
    @Inject(BrowserSessions) private readonly sessions: BrowserSessions,
  ) {}

  @Put()
  @Needs('owner-setup')
  @ApiOperation({
    summary:
      'Say how the identity provider is reached and known; where that replaces another one, every other session ends. Of the members, only owners can.',
  })
  @ApiOkResponse({ type: ConfiguredCompanyView })
  async configure(
    @TheCaller() caller: Caller,
    @TheCompany() company: Company,
    @TheContext() context: CommandContext,
    @Body() body: SamlBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConfiguredCompanyView> {
    const read = readSamlBody(body, company.samlConfiguration);
    if (read.kind === 'refused') throw refusedBy(read.refusal);
    const configured = await this.companies.run({ type: 'ConfigureSaml', context, configuration: read.settings });
    await this.sessions.renewOwn(caller, configured, reply);
    return { ...(await this.views.company(configured)), notes: read.notes };
  }

  @Post('enable')
  @HttpCode(200)
  @Needs('owner-setup')
  @ApiOperation({ summary: 'Let members sign in through the identity provider. Of the members, only owners can.' })
  @ApiOkResponse({ type: CompanyView })
  async enable(@TheContext() context: CommandContext): Promise<CompanyView> {
    return this.views.company(await this.companies.run({ type: 'EnableSaml', context, elsewhere: false }));
  }

  @Post('disable')
  @HttpCode(200)
  @Needs('owner-setup')
  @ApiOperation({
    summary:
      'Forget how the identity provider is reached and known, and end every other session. Refused while SCIM is not off. Of the members, only owners can.',
  })
  @ApiOkResponse({ type: CompanyView })
  async disable(
    @TheCaller() caller: Caller,
    @TheContext() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CompanyView> {
    const company = await this.companies.run({ type: 'DisableSaml', context });
    await this.sessions.renewOwn(caller, company, reply);
    return this.views.company(company);
  }
}
