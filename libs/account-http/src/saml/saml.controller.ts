import { Controller, Get, Header, Inject, Param, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { spMetadata } from '@luciq/access';
import { isCompanyId } from '@luciq/events';
import type { SecurityLog } from '@luciq/telemetry';
import { AccountUrls } from '../company/account-urls.ts';
import { Administrators } from '../auth/administrators.ts';
import { SECURITY_LOG } from '@luciq/http';
import { problem } from '../problem/problem.ts';
import { SamlSignIn } from './saml-sign-in.ts';
import type { RefusedSignIn } from './saml-sign-in.ts';
import { SignInPageFilter, refusedPage } from './sign-in-page.filter.ts';
import { BrowserSessions } from '../sessions/browser-sessions.ts';

/** Where SAML begins: each company has its own addresses below it. */
export const SAML_PATH = '/saml';

/** The SAML service provider: what an identity provider and browsers on their way from and to it see. */
@ApiExcludeController()
@Controller(`${SAML_PATH}/:companyId`)
export class SamlController {
  constructor(
    @Inject(SamlSignIn) private readonly signIn: SamlSignIn,
    @Inject(BrowserSessions) private readonly sessions: BrowserSessions,
    @Inject(Administrators) private readonly administrators: Administrators,
    @Inject(AccountUrls) private readonly urls: AccountUrls,
    @Inject(SECURITY_LOG) private readonly security: SecurityLog,
  ) {}

  @Get('metadata')
  @Header('content-type', 'application/samlmetadata+xml')
  @Header('content-disposition', 'attachment; filename="luciq-saml-metadata.xml"')
  async metadata(@Param('companyId') companyId: string): Promise<string> {
    if (!isCompanyId(companyId)) throw problem('company-not-found');
    // A company that is not there has the metadata that it would have, so that nobody learns here which ones there are.
    const company = await this.administrators.company(companyId);
    return spMetadata(this.urls.saml(companyId), company?.samlEncryption?.certificate ?? null);
  }

  @Get('sign-in')
  @UseFilters(SignInPageFilter)
  async begin(@Param('companyId') companyId: string, @Query('returnTo') returnTo: unknown, @Res() reply: FastifyReply): Promise<void> {
    const url = isCompanyId(companyId) ? await this.signIn.begin(companyId, typeof returnTo === 'string' ? returnTo : undefined) : null;
    void (url === null ? reply.redirect(refusedPage(companyId, 'saml-off'), 302) : reply.redirect(url, 302));
  }

  @Post('acs')
  @UseFilters(SignInPageFilter)
  async finish(@Param('companyId') companyId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = new URLSearchParams(request.body instanceof Buffer ? request.body.toString('utf8') : '');
    const outcome = await this.signIn.finish(companyId, { samlResponse: form.get('SAMLResponse') ?? '', relayState: form.get('RelayState') ?? undefined });
    if (outcome.kind === 'refused') return this.refuse(request, reply, { ...outcome, companyId });
    await this.sessions.open(request, reply, { kind: 'member', companyId, subject: outcome.userId, grounds: outcome.grounds });
    this.security.note(request, { event: 'signed-in', companyId, actor: { kind: 'member', id: outcome.userId } });
    void reply.redirect(outcome.returnTo, 303);
  }

  private refuse(request: FastifyRequest, reply: FastifyReply, { companyId, reason, nameIdFormat, userId }: RefusedSignIn & { readonly companyId: string }): void {
    const actor = userId === undefined ? {} : { actor: { kind: 'member', id: userId } };
    this.security.note(request, { event: 'sign-in-refused', reason, ...actor, ...(isCompanyId(companyId) ? { companyId } : {}) });
    void reply.redirect(refusedPage(companyId, reason, nameIdFormat), 303);
  }
}
