import { timingSafeEqual } from 'node:crypto';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import type { Scope } from '@luciq/access';
import type { Session } from '@luciq/gateway-store';
import { PUBLIC_URL } from '@luciq/http';
import { problem } from '../problem/problem.ts';
import { BrowserSessions } from '../sessions/browser-sessions.ts';
import { Administrators } from './administrators.ts';
import { Authentication } from './authentication.ts';
import type { Caller, KnownRequest } from './caller.ts';
import type { Need } from './needs.ts';
import { NEEDS } from './needs.ts';

/** Why a session was ended. */
const ENDED: Readonly<Record<Session['kind'], { readonly detail?: string }>> = {
  member: {},
  setup: {
    detail:
      'Your session was ended because the set-up link is not good any more: it was taken back, or the company was set up anew. Ask for a new link.',
  },
  operator: {
    detail: 'Your session was ended because its credential was changed or taken away. Sign in with the current one.',
  },
};

/**
 * Lets a request of the account API in if its caller may ask it, and says who that is. What a session may do is found out
 * anew at every request: a member who is deactivated or demoted is out at the next one.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(BrowserSessions) private readonly sessions: BrowserSessions,
    @Inject(Authentication) private readonly authentication: Authentication,
    @Inject(Administrators) private readonly administrators: Administrators,
    @Inject(PUBLIC_URL) private readonly publicUrl: () => string,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const need = this.reflector.get<Need | undefined>(NEEDS, context.getHandler());
    if (need === undefined) throw new TypeError('the route does not declare what it needs');
    const http = context.switchToHttp();
    const request = http.getRequest<KnownRequest>();
    this.refuseOtherOrigins(request);
    if (need === 'nobody') return true;
    const { authorization } = request.headers;
    const caller =
      authorization === undefined
        ? await this.fromSession(request, http.getResponse<FastifyReply>())
        : this.fromCredential(authorization);
    // First of all, so that a refusal tells whose it is.
    request.caller = caller;
    refuseUnlessAllowed(caller, need);
    await this.findCompany(request, caller);
    // After the company: whose it is not is told nothing of it.
    refuseUnlessOwner(caller, need);
    return true;
  }

  /** Browsers send Origin with every unsafe request (Fetch section 3.2), programs none. */
  private refuseOtherOrigins(request: KnownRequest): void {
    const { origin } = request.headers;
    if (!isSafeMethod(request.method) && origin !== undefined && origin !== new URL(this.publicUrl()).origin)
      throw problem('csrf');
  }

  private fromCredential(authorization: string): Caller {
    const caller = this.authentication.ofCredential(authorization);
    if (!caller) throw problem('credential-not-valid');
    return caller;
  }

  private async fromSession(request: KnownRequest, reply: FastifyReply): Promise<Caller> {
    const session = await this.sessions.of(request);
    if (!session) throw problem('not-signed-in');
    if (!isSafeMethod(request.method) && !isSameToken(session.csrf, request.headers['x-csrf-token']))
      throw problem('csrf');
    const caller = await this.authentication.ofSession(session);
    if (caller) return caller;
    request.endedSession = session;
    await this.sessions.end(session, reply);
    throw problem('session-ended', ENDED[session.kind]);
  }

  /** A company that the caller may not see is answered like one that is not there. */
  private async findCompany(request: KnownRequest, caller: Caller): Promise<void> {
    const { companyId } = request.params as { readonly companyId?: string };
    if (companyId === undefined) return;
    const own = caller.kind === 'member' || caller.kind === 'setup' ? caller.company : null;
    const isOther = own !== null && own.id !== companyId;
    if (isOther) request.askedForOtherCompany = true;
    const company = isOther ? null : (own ?? (await this.administrators.company(companyId)));
    if (!company) throw problem('company-not-found');
    request.company = company;
  }
}

function refuseUnlessAllowed(caller: Caller, need: Exclude<Need, 'nobody'>): void {
  switch (need) {
    case 'session':
      if (caller.kind === 'service') throw problem('not-signed-in');
      return;
    case 'company':
    case 'owner':
      if (caller.kind === 'setup') throw problem('setup-only');
      return requireScope(caller, 'companies');
    case 'company-setup':
    case 'owner-setup':
      return requireScope(caller, 'companies');
    case 'companies':
    case 'operations':
      if (caller.kind === 'member' || caller.kind === 'setup') throw problem('not-allowed');
      return requireScope(caller, need);
  }
}

function refuseUnlessOwner(caller: Caller, need: Need): void {
  const isForOwners = need === 'owner' || need === 'owner-setup';
  if (isForOwners && caller.kind === 'member' && caller.role !== 'owner') throw problem('owner-only');
}

function requireScope(caller: Caller, scope: Scope): void {
  if (caller.kind === 'service' && !caller.scopes.has(scope)) throw problem('not-allowed');
}

/** Methods that change nothing (RFC 9110 section 9.2.1). */
const SAFE = ['GET', 'HEAD', 'OPTIONS'];

/** True for a method that changes nothing. */
export const isSafeMethod = (method: string): boolean => SAFE.includes(method);

/** True where a header has exactly that token, in constant time. */
export function isSameToken(token: string, header: string | readonly string[] | undefined): boolean {
  const [own, sent] = [Buffer.from(token), Buffer.from(typeof header === 'string' ? header : '')];
  return own.length === sent.length && timingSafeEqual(own, sent);
}
