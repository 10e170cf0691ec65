import { Body, Delete, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { newToken, parseToken, tokenState } from '@luciq/access';
import type { CommandContext, Company } from '@luciq/domain';
import { isOver } from '@luciq/domain';
import type { AccountStore } from '@luciq/gateway-store';
import { hourOf } from '@luciq/gateway-store';
import { History } from '@luciq/history';
import { AccountController } from '../auth/account-controller.ts';
import { Administrators } from '../auth/administrators.ts';
import type { Caller } from '../auth/caller.ts';
import { TheCaller, TheCompany, TheContext } from '../auth/caller.ts';
import { Needs } from '../auth/needs.ts';
import { CompanyCommands } from '../company/company-commands.ts';
import { CompanyViews } from '../company/company-views.ts';
import { ACCOUNT_STORE, HISTORY } from '../injection-tokens.ts';
import { MAX_REVOKED_TOKENS, USUAL_REFUSAL_DAYS } from '../validation/limits.ts';
import { MEMBER_TOKEN_DAYS, tokenExpiry } from './token-expiry.ts';
import type { RevokedTokenView, TokenView } from './tokens.dto.ts';
import { IssuedTokenView, RefusedListView, RefusedQuery, TokenBody, TokenListView } from './tokens.dto.ts';

const DAY_MS = 86_400_000;

/** Tokens with which an identity provider speaks for a company. */
@ApiTags('tokens')
@AccountController('/companies/:companyId/tokens')
export class TokensController {
  constructor(
    @Inject(CompanyCommands) private readonly companies: CompanyCommands,
    @Inject(CompanyViews) private readonly views: CompanyViews,
    @Inject(Administrators) private readonly administrators: Administrators,
    @Inject(ACCOUNT_STORE) private readonly store: AccountStore,
    @Inject(HISTORY) private readonly history: History,
  ) {}

  @Get()
  @Needs('company-setup')
  @ApiOperation({ summary: 'The tokens, the newest first; those that were revoked stand apart.' })
  @ApiOkResponse({ type: TokenListView })
  async list(@TheCompany() company: Company): Promise<TokenListView> {
    const now = new Date().toISOString();
    const lastUsed = await this.store.tokenUse.lastUsed([...company.tokens.keys()]);
    const tokens = [...company.tokens].map(
      async ([id, { lastFour, label, issuedAt, issuedBy, issuer, handedOver, expiresAt }]) => ({
        id,
        lastFour,
        label,
        issuedAt,
        issuedBy: await this.views.actor(company.id, issuedBy),
        expiresAt,
        lastUsedAt: lastUsed.get(id) ?? null,
        expired: isOver(expiresAt, now),
        ...(await this.issuerOf(company, issuer === null || handedOver ? null : issuer)),
      }),
    );
    return {
      tokens: (await Promise.all(tokens)).toReversed(),
      revoked: await this.revoked(company),
      defaultDays: MEMBER_TOKEN_DAYS,
    };
  }

  private async revoked({ id: companyId, tokens }: Company): Promise<readonly RevokedTokenView[]> {
    const ever = [...(await this.history.tokens(companyId)).values()].filter(({ id }) => !tokens.has(id));
    const newest = ever.flatMap((token) => (token.revoked ? [{ ...token, revoked: token.revoked }] : []));
    const shown = newest.toSorted((a, b) => (a.revoked.time < b.revoked.time ? 1 : -1)).slice(0, MAX_REVOKED_TOKENS);
    const actorAt = await this.views.actorsThen(
      companyId,
      shown.flatMap(({ issuedBy, revoked }) => [issuedBy, revoked.by]),
    );
    return shown.map(({ id, label, lastFour, issuedAt, issuedBy, revoked }) => ({
      id,
      label,
      lastFour,
      issuedAt,
      issuedBy: actorAt(issuedBy, issuedAt),
      revokedAt: revoked.time,
      revokedBy: actorAt(revoked.by, revoked.time),
      because: revoked.because,
    }));
  }

  @Get('refused')
  @Needs('company-setup')
  @ApiOperation({
    summary:
      'Requests that were refused (401) for a token that the company has or had, counted by token, reason and hour.',
  })
  @ApiOkResponse({ type: RefusedListView })
  async refused(
    @TheCompany() company: Company,
    @Query() { days = USUAL_REFUSAL_DAYS }: RefusedQuery,
  ): Promise<RefusedListView> {
    const counts = await this.store.refusedTokens.list(company.id, hourOf(Date.now() - days * DAY_MS));
    const refused = counts.map(({ tokenId, reason, hour, count, lastAt }) => {
      const token = company.tokens.get(tokenId);
      return { tokenId, lastFour: token?.lastFour ?? null, label: token?.label ?? null, reason, hour, count, lastAt };
    });
    return { refused };
  }

  private async issuerOf(company: Company, issuer: string | null): Promise<Pick<TokenView, 'endsWith' | 'issuerLeft'>> {
    if (issuer === null) return { endsWith: null, issuerLeft: false };
    const [endsWith, access] = await Promise.all([
      this.views.actor(company.id, { kind: 'member', id: issuer }),
      this.administrators.access(company, { id: issuer }),
    ]);
    return { endsWith, issuerLeft: access.kind !== 'administrator' };
  }

  @Post()
  @HttpCode(201)
  @Needs('company-setup')
  @ApiOperation({ summary: 'Issue a token beside those that there are. Its secret is in this answer only.' })
  @ApiCreatedResponse({ type: IssuedTokenView })
  async issue(
    @TheCaller() caller: Caller,
    @TheContext() context: CommandContext,
    @Body() body: TokenBody,
  ): Promise<IssuedTokenView> {
    const expiresAt = tokenExpiry(body.expiresInDays, caller, context.now);
    const token = newToken();
    const parts = parseToken(token);
    if (!parts) throw new TypeError('a new token has not the form of one');
    const state = tokenState(parts, expiresAt, body.label?.trim() || null);
    await this.companies.run({ type: 'IssueToken', context, tokenId: parts.id, token: state });
    return { id: parts.id, token, lastFour: state.lastFour, expiresAt };
  }

  @Post(':tokenId/hand-over')
  @HttpCode(204)
  @Needs('owner')
  @ApiOperation({
    summary:
      "Make a member's token the company's own: it does not end when that member leaves. Of the members, only owners can, and not with their own.",
  })
  @ApiNoContentResponse()
  async handOver(@TheContext() context: CommandContext, @Param('tokenId') tokenId: string): Promise<void> {
    await this.companies.run({ type: 'HandOverToken', context, tokenId });
  }

  @Delete(':tokenId')
  @HttpCode(204)
  @Needs('company-setup')
  @ApiOperation({ summary: 'Revoke a token: within a second no gateway accepts it.' })
  @ApiNoContentResponse()
  async revoke(@TheContext() context: CommandContext, @Param('tokenId') tokenId: string): Promise<void> {
    await this.companies.run({ type: 'RevokeToken', context, tokenId });
  }
}
