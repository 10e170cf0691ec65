import { Get, Inject, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Company } from '@luciq/domain';
import type { CompanyEvent } from '@luciq/events';
import { subjectOf } from '@luciq/events';
import type { AccountStore } from '@luciq/gateway-store';
import { ReadCompanyHistory } from '@luciq/provisioning';
import { AccountController } from '../auth/account-controller.ts';
import { TheCompany } from '../auth/caller.ts';
import { Needs } from '../auth/needs.ts';
import { CompanyViews } from '../company/company-views.ts';
import { ACCOUNT_STORE } from '../injection-tokens.ts';
import { USUAL_PAGE } from '../validation/limits.ts';
import { NewestFirstQuery } from '../validation/page.dto.ts';
import { CompanyChangeListView, SignInListView } from './security.dto.ts';
import { SignInViews } from './sign-in-views.ts';

/** Newest changes of a company that are listed. */
export const LISTED_CHANGES = 200;

/** Who came into a company's console, who did not, and who changed what of it. */
@ApiTags('security')
@AccountController('/companies/:companyId/security')
export class SecurityController {
  constructor(
    @Inject(ACCOUNT_STORE) private readonly account: AccountStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(CompanyViews) private readonly views: CompanyViews,
    @Inject(SignInViews) private readonly signInViews: SignInViews,
  ) {}

  @Get('sign-ins')
  @Needs('company')
  @ApiOperation({
    summary:
      'Sign-ins, sign-outs and refusals of the last 90 days, the newest first; of a refused answer what came and what was expected.',
  })
  @ApiOkResponse({ type: SignInListView })
  async signIns(
    @TheCompany() company: Company,
    @Query() { before, count = USUAL_PAGE }: NewestFirstQuery,
  ): Promise<SignInListView> {
    const found = await this.account.security.list(company.id, {
      ...(before === undefined ? {} : { before }),
      limit: count + 1,
    });
    const page = found.slice(0, count);
    return {
      entries: await this.signInViews.entries(company.id, page),
      next: found.length > count ? (page.at(-1)?.id ?? null) : null,
      expected: this.signInViews.expected(company),
    };
  }

  @Get('changes')
  @Needs('owner')
  @ApiOperation({
    summary:
      "Changes of SAML, SCIM, tokens, links, owners and sessions, with who made them, from the company's own events. Of the members, only owners can.",
  })
  @ApiOkResponse({ type: CompanyChangeListView })
  async changes(@TheCompany() { id: companyId }: Company): Promise<CompanyChangeListView> {
    const records = await this.queries.execute(new ReadCompanyHistory(companyId, LISTED_CHANGES));
    const changes = records.map(async ({ id, time, event, cause }) => ({
      id,
      type: event.type,
      time,
      actor: await this.views.actor(companyId, cause.actor),
      subject: subjectOf(event),
      subjectName: await this.subjectName(companyId, event),
      requestId: cause.requestId,
    }));
    return { changes: await Promise.all(changes) };
  }
  private async subjectName(companyId: string, { data }: CompanyEvent): Promise<string | null> {
    if ('userId' in data && data.userId !== null)
      return (await this.views.actor(companyId, { kind: 'member', id: data.userId })).name;
    return 'label' in data ? (data.label ?? null) : null;
  }
}
