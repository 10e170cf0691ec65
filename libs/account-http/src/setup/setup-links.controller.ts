import { Body, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Credentials } from '@luciq/access';
import { credentialMark, issuableSetupLink, SETUP_LINK_HOURS } from '@luciq/access';
import type { CommandContext, Company } from '@luciq/domain';
import { isOver } from '@luciq/domain';
import { AccountController } from '../auth/account-controller.ts';
import { Administrators } from '../auth/administrators.ts';
import type { Caller } from '../auth/caller.ts';
import { TheCaller, TheCompany, TheContext } from '../auth/caller.ts';
import { Needs } from '../auth/needs.ts';
import { AccountUrls } from '../company/account-urls.ts';
import { CompanyCommands } from '../company/company-commands.ts';
import { CompanyViews } from '../company/company-views.ts';
import { CREDENTIALS } from '../injection-tokens.ts';
import type { ListedSetupLinkView } from './setup-links.dto.ts';
import { SetupLinkBody, SetupLinkListView, SetupLinkView } from './setup-links.dto.ts';

const HOUR_MS = 3_600_000;

/** Links with which a company is set up without an account. */
@ApiTags('setup-links')
@AccountController('/companies/:companyId/setup-links')
export class SetupLinksController {
  constructor(
    @Inject(CompanyCommands) private readonly companies: CompanyCommands,
    @Inject(CompanyViews) private readonly views: CompanyViews,
    @Inject(AccountUrls) private readonly urls: AccountUrls,
    @Inject(Administrators) private readonly administrators: Administrators,
    @Inject(CREDENTIALS) private readonly credentials: Credentials,
  ) {}

  @Get()
  @Needs('owner')
  @ApiOperation({
    summary:
      'The links that were issued of late, the newest first, without their secrets. Of the members, only owners can.',
  })
  @ApiOkResponse({ type: SetupLinkListView })
  async list(@TheCompany() company: Company): Promise<SetupLinkListView> {
    const now = new Date().toISOString();
    const links = [...company.setupLinks].map(async ([id, link]): Promise<ListedSetupLinkView> => {
      const { issuedAt, issuedBy, expiresAt, used, withdrawn } = link;
      const isTrusted = await this.administrators.isTrustedLink(company, id);
      const state = withdrawn || !isTrusted ? 'withdrawn' : used ? 'used' : isOver(expiresAt, now) ? 'expired' : 'open';
      return { id, issuedAt, issuedBy: await this.views.actor(company.id, issuedBy), expiresAt, state };
    });
    return { links: (await Promise.all(links)).toSorted((one, other) => other.issuedAt.localeCompare(one.issuedAt)) };
  }

  @Post()
  @HttpCode(201)
  @Needs('owner')
  @ApiOperation({
    summary: 'Issue a link that opens the set-up once. It is in this answer only. Of the members, only owners can.',
  })
  @ApiCreatedResponse({ type: SetupLinkView })
  async issue(
    @TheCaller() caller: Caller,
    @TheCompany() { id: companyId }: Company,
    @TheContext() context: CommandContext,
    @Body() body: SetupLinkBody,
  ): Promise<SetupLinkView> {
    const expiresAt = new Date(Date.parse(context.now) + (body.hours ?? SETUP_LINK_HOURS) * HOUR_MS).toISOString();
    const { text, linkId, details } = issuableSetupLink(companyId, expiresAt, this.markOf(caller));
    await this.companies.run({ type: 'IssueSetupLink', context, linkId, link: details });
    return { link: this.urls.setupLink(text), expiresAt };
  }

  @Delete(':linkId')
  @HttpCode(204)
  @Needs('owner')
  @ApiOperation({
    summary:
      'Withdraw a link: it opens nothing, and a session that came of it is over. Of the members, only owners can.',
  })
  @ApiNoContentResponse()
  async withdraw(@TheContext() context: CommandContext, @Param('linkId') linkId: string): Promise<void> {
    await this.companies.run({ type: 'WithdrawSetupLink', context, linkId });
  }

  /** Links of a credential end with it: with its entry, and with its secret. */
  private markOf(caller: Caller): string | null {
    const credential =
      caller.kind === 'service' || caller.kind === 'operator' ? this.credentials.get(caller.name) : undefined;
    return credential ? credentialMark(credential) : null;
  }
}
