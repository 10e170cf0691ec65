import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import {
  Catch,
  Controller,
  Get,
  Header,
  Inject,
  Injectable,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseFilters,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { NameIdFormat } from '@luciq/access';
import { cameWith, CONSOLE_PATH, spMetadata } from '@luciq/access';
import { isCompanyId } from '@luciq/events';
import { LOG, SECURITY_LOG } from '@luciq/http';
import type { Log, SecurityLog } from '@luciq/telemetry';
import { failure, logAnswer } from '@luciq/telemetry';
import { Administrators } from '../auth/administrators.ts';
import { AccountUrls } from '../company/account-urls.ts';
import { problem } from '../problem/problem.ts';
import { problemOfThrown } from '../problem/problem-answer.ts';
import { BrowserSessions } from '../sessions/browser-sessions.ts';
import type { RefusedSignIn, SignInRefusal } from './saml-sign-in.ts';
import { SamlSignIn } from './saml-sign-in.ts';

/** The page that says why nobody was signed in. */
export function refusedPage(
  companyId: string,
  reason: SignInRefusal | 'unavailable' | 'fault',
  nameIdFormat?: NameIdFormat,
): string {
  const query = new URLSearchParams({
    ...(isCompanyId(companyId) ? { company: companyId } : {}),
    refused: reason,
    ...(nameIdFormat === undefined ? {} : { format: nameIdFormat }),
  });
  return `${CONSOLE_PATH}/sign-in?${query.toString()}`;
}

/** A person on the way through a sign-in sees a page and never JSON, whatever is thrown. */
@Catch()
@Injectable()
export class SignInPageFilter implements ExceptionFilter {
  constructor(@Inject(LOG) private readonly log: Log) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { companyId = '' } = request.params as { readonly companyId?: string };
    const { kind, status, cause = 'client' } = problemOfThrown(thrown, request);
    logAnswer(
      this.log,
      cause,
      { requestId: request.id, method: request.method, status, failure: failure(thrown) },
      'sign-in failed',
    );
    void http
      .getResponse<FastifyReply>()
      .redirect(refusedPage(companyId, kind === 'unavailable' ? 'unavailable' : 'fault'), 303);
  }
}

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
  async begin(
    @Param('companyId') companyId: string,
    @Query('returnTo') returnTo: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const url = isCompanyId(companyId)
      ? await this.signIn.begin(companyId, typeof returnTo === 'string' ? returnTo : undefined)
      : null;
    void (url === null ? reply.redirect(refusedPage(companyId, 'saml-off'), 302) : reply.redirect(url, 302));
  }

  @Post('acs')
  @UseFilters(SignInPageFilter)
  async finish(
    @Param('companyId') companyId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = new URLSearchParams(request.body instanceof Buffer ? request.body.toString('utf8') : '');
    const samlResponse = form.get('SAMLResponse') ?? '';
    const outcome = await this.signIn.finish(companyId, {
      samlResponse,
      relayState: form.get('RelayState') ?? undefined,
    });
    if (outcome.kind === 'refused') return this.refuse(request, reply, { ...outcome, companyId, samlResponse });
    await this.sessions.open(request, reply, {
      kind: 'member',
      companyId,
      subject: outcome.userId,
      revisions: outcome.revisions,
    });
    this.security.note(request, { event: 'signed-in', companyId, actor: { kind: 'member', id: outcome.userId } });
    void reply.redirect(outcome.returnTo, 303);
  }

  /** A browser that comes here by itself, by reload or from its history: the console shows its page, or asks to sign in. */
  @Get('acs')
  goOn(@Param('companyId') companyId: string, @Res() reply: FastifyReply): void {
    void reply.redirect(isCompanyId(companyId) ? `${CONSOLE_PATH}/companies/${companyId}` : `${CONSOLE_PATH}/`, 303);
  }

  private refuse(
    request: FastifyRequest,
    reply: FastifyReply,
    {
      companyId,
      samlResponse,
      reason,
      nameIdFormat,
      userId,
    }: RefusedSignIn & { readonly companyId: string; readonly samlResponse: string },
  ): void {
    const actor = userId === undefined ? {} : { actor: { kind: 'member', id: userId } };
    this.security.note(request, {
      event: 'sign-in-refused',
      reason,
      ...actor,
      ...(isCompanyId(companyId) ? { companyId, came: cameWith(samlResponse) } : {}),
    });
    void reply.redirect(refusedPage(companyId, reason, nameIdFormat), 303);
  }
}
