import { Body, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SETUP_LINK_HOURS, issuableSetupLink } from '@luciq/access';
import { IssueSetupLink } from '@luciq/domain';
import { AccountController } from './account-controller.ts';
import { AccountUrls } from './account-urls.ts';
import { FromCaller, RequestId, TheCompany } from './caller.ts';
import type { Caller, CompanyAtHand } from './caller.ts';
import { CompanyCommands, askedBy } from './company-commands.ts';
import { SetupLinkBody, SetupLinkView } from './dto/setup-links.ts';
import { mustOwn } from './must-own.ts';
import { Needs } from './needs.ts';

const HOUR_MS = 3_600_000;

/** Links with which somebody without an account sets a company up. */
@ApiTags('setup-links')
@AccountController('/companies/:companyId/setup-links')
export class SetupLinksController {
  constructor(
    @Inject(CompanyCommands) private readonly companies: CompanyCommands,
    @Inject(AccountUrls) private readonly urls: AccountUrls,
  ) {}

  @Post()
  @HttpCode(201)
  @Needs('company')
  @ApiOperation({ summary: 'Issue a link that opens the set-up once. It is in this answer only. Of the members, only owners can.' })
  @ApiCreatedResponse({ type: SetupLinkView })
  async issue(@FromCaller() caller: Caller, @TheCompany() { id: companyId }: CompanyAtHand, @RequestId() requestId: string, @Body() body: SetupLinkBody): Promise<SetupLinkView> {
    mustOwn(caller);
    const context = askedBy({ caller, companyId, requestId });
    const expiresAt = new Date(Date.parse(context.now) + (body.hours ?? SETUP_LINK_HOURS) * HOUR_MS).toISOString();
    const { text, linkId, details } = issuableSetupLink(companyId, expiresAt);
    await this.companies.run(new IssueSetupLink(context, linkId, details));
    return { link: this.urls.setupLink(text), expiresAt };
  }
}
