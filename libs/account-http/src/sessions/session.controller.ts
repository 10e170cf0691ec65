import { Body, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Credentials } from '@luciq/access';
import { digestOf, operatorSubject, parseSetupLink, provenCredential } from '@luciq/access';
import { SECURITY_LOG } from '@luciq/http';
import { ChangeCompany, commandContext } from '@luciq/provisioning';
import type { SecurityLog } from '@luciq/telemetry';
import { AccountController } from '../auth/account-controller.ts';
import { Administrators } from '../auth/administrators.ts';
import type { Caller, KnownRequest } from '../auth/caller.ts';
import { TheCaller } from '../auth/caller.ts';
import { Needs } from '../auth/needs.ts';
import { CREDENTIALS } from '../injection-tokens.ts';
import { problem, refusedBy } from '../problem/problem.ts';
import { whoAsks } from '../security/refusals.ts';
import { BrowserSessions } from './browser-sessions.ts';
import { SessionView, SetupSessionBody } from './session.dto.ts';

/** Sessions of browsers: who is signed in, signing out, and the two ways in that are not SAML. */
@ApiTags('session')
@AccountController()
export class SessionController {
  constructor(
    @Inject(BrowserSessions) private readonly sessions: BrowserSessions,
    @Inject(Administrators) private readonly administrators: Administrators,
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CREDENTIALS) private readonly credentials: Credentials,
    @Inject(SECURITY_LOG) private readonly security: SecurityLog,
  ) {}

  @Get('session')
  @Needs('session')
  @ApiOperation({ summary: 'Who is signed in.' })
  @ApiOkResponse({ type: SessionView })
  read(@TheCaller() caller: Caller): SessionView {
    return this.view(caller);
  }

  @Delete('session')
  @HttpCode(204)
  @Needs('session')
  @ApiOperation({ summary: 'Sign out.' })
  @ApiNoContentResponse({ description: 'The session is over.' })
  async end(@TheCaller() caller: Caller, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    if (caller.kind !== 'service') await this.sessions.end(caller.session, reply);
  }

  @Post('setup-session')
  @HttpCode(201)
  @Needs('nobody')
  @ApiOperation({ summary: 'Open a set-up link, which is good once.' })
  @ApiCreatedResponse({ type: SessionView })
  async openSetupLink(
    @Req() request: KnownRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() { link }: SetupSessionBody,
  ): Promise<SessionView> {
    const parts = parseSetupLink(link.slice(link.lastIndexOf('#') + 1).trim());
    if (!parts) throw refusedBy({ kind: 'setup-link-unknown' });
    const { companyId, linkId, secret } = parts;
    const company = await this.administrators.company(companyId);
    if (!company || !(await this.administrators.isTrustedLink(company, linkId)))
      throw refusedBy({ kind: 'setup-link-unknown' });
    const context = commandContext({
      actor: { kind: 'setup-link', id: linkId },
      companyId,
      companyRevision: company.revision,
      requestId: request.id,
    });
    const revisions = { company: company.revision, member: null };
    const session = await this.sessions.open(
      request,
      reply,
      { kind: 'setup', companyId, subject: linkId, revisions },
      async () => {
        const outcome = await this.commands.execute(
          new ChangeCompany({ type: 'UseSetupLink', context, linkId, digest: digestOf(secret).toString('hex') }),
        );
        if (outcome.kind === 'refused') throw refusedBy(outcome.refusal);
      },
    );
    this.security.note(request, {
      event: 'signed-in',
      ...whoAsks({ kind: 'setup', company, linkId, session, revisions }),
    });
    return this.view({ kind: 'setup', company, linkId, session, revisions });
  }

  @Post('operator-session')
  @HttpCode(201)
  @Needs('nobody')
  @ApiOperation({ summary: 'Sign in as an operator, with a credential that has the scope operations as bearer.' })
  @ApiCreatedResponse({ type: SessionView })
  async openOperatorSession(
    @Req() request: KnownRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    const credential = provenCredential(this.credentials, request.headers.authorization ?? '');
    if (!credential) throw problem('credential-not-valid');
    const { name, scopes } = credential;
    if (!scopes.has('operations')) {
      request.caller = { kind: 'service', name, scopes };
      throw problem('not-allowed');
    }
    const session = await this.sessions.open(request, reply, {
      kind: 'operator',
      companyId: null,
      subject: operatorSubject(credential),
      revisions: null,
    });
    this.security.note(request, { event: 'signed-in', actor: { kind: 'operator', id: name } });
    return this.view({ kind: 'operator', name, session });
  }

  private view(caller: Caller): SessionView {
    if (caller.kind === 'service') throw problem('not-signed-in');
    const { kind, session } = caller;
    const { csrf, expiresAt } = session;
    return {
      kind,
      company: caller.kind === 'operator' ? null : { id: caller.company.id, name: caller.company.name },
      member:
        caller.kind === 'member'
          ? { id: caller.userId, userName: caller.userName, displayName: caller.displayName, role: caller.role }
          : null,
      csrf,
      expiresAt,
    };
  }
}
