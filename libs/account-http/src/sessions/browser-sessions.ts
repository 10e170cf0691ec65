import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Company, SessionRevisions } from '@luciq/domain';
import { isSessionValid } from '@luciq/domain';
import type { AccountStore, Session } from '@luciq/gateway-store';
import { PUBLIC_URL } from '@luciq/http';
import type { Caller } from '../auth/caller.ts';
import { actorOf } from '../auth/caller.ts';
import { ACCOUNT_STORE } from '../injection-tokens.ts';
import { clearedCookie, newSecret, secretFromCookies, sessionCookie, sessionDigest } from './session-cookie.ts';

/** How long a session lasts at most, in hours: of a member or operator, and of a set-up link. */
export const SESSION_HOURS = 8;
export const SETUP_SESSION_HOURS = 1;

const HOUR_SECONDS = 3_600;

/** Whose session to open, and the revisions at which it is made; null for an operator's, which depends on its credential alone. */
export interface SessionOf extends Pick<Session, 'kind' | 'companyId' | 'subject'> {
  readonly revisions: SessionRevisions | null;
}

/** The revisions at which a session of a company was made; null for a session of an old build, which is not valid any more. */
export const revisionsOf = ({ grounds }: Session): SessionRevisions | null =>
  grounds === null ? null : (JSON.parse(grounds) as SessionRevisions);

const stored = (revisions: SessionRevisions | null): string | null =>
  revisions === null ? null : JSON.stringify(revisions);

/** Opens, finds and ends the sessions of browsers. */
@Injectable()
export class BrowserSessions {
  constructor(
    @Inject(ACCOUNT_STORE) private readonly store: Pick<AccountStore, 'sessions'>,
    @Inject(PUBLIC_URL) private readonly publicUrl: () => string,
  ) {}

  /** The session that a request brings along; null for none. */
  async of(request: FastifyRequest): Promise<Session | null> {
    const secret = secretFromCookies(this.publicUrl(), request.headers.cookie);
    return secret === null ? null : this.store.sessions.find(sessionDigest(secret), new Date().toISOString());
  }

  /**
   * Opens a session under a new secret, so that none can be planted, and ends the browser's former one. `useUp` spends what the
   * session is opened with, such as a set-up link, after the session is stored; if it throws there is no session.
   */
  async open(
    request: FastifyRequest,
    reply: FastifyReply,
    { revisions, ...of }: SessionOf,
    useUp: () => Promise<void> = async () => {},
  ): Promise<Session> {
    const before = await this.of(request);
    const secret = newSecret();
    const seconds = (of.kind === 'setup' ? SETUP_SESSION_HOURS : SESSION_HOURS) * HOUR_SECONDS;
    const now = Date.now();
    const session: Session = {
      ...of,
      grounds: stored(revisions),
      digest: sessionDigest(secret),
      csrf: newSecret(),
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + seconds * 1_000).toISOString(),
    };
    await this.store.sessions.create(session);
    try {
      await useUp();
    } catch (error) {
      await this.store.sessions.end(session.digest);
      throw error;
    }
    if (before) await this.store.sessions.end(before.digest);
    void reply.header('set-cookie', sessionCookie(this.publicUrl(), secret, seconds));
    return session;
  }

  /**
   * After a command of the caller that ended sessions: the caller's own continues under another secret, and no longer than before,
   * so that the caller can correct a mistake. The browser's CSRF token stays. `company` is the state after the command: the session
   * was valid when that was decided, so only the command ended it.
   */
  async renewOwn(caller: Caller, company: Company, reply: FastifyReply): Promise<void> {
    if (caller.kind !== 'member' && caller.kind !== 'setup') return;
    const { session, revisions } = caller;
    if (isSessionValid(company, revisions, actorOf(caller))) return;
    const secret = newSecret();
    await this.store.sessions.create({
      ...session,
      digest: sessionDigest(secret),
      grounds: stored({ ...revisions, company: company.revision }),
    });
    await this.store.sessions.end(session.digest);
    const seconds = Math.max(1, Math.floor((Date.parse(session.expiresAt) - Date.now()) / 1_000));
    void reply.header('set-cookie', sessionCookie(this.publicUrl(), secret, seconds));
  }

  /** Ends one session, and takes its cookie away. */
  async end(session: Session, reply: FastifyReply): Promise<void> {
    await this.store.sessions.end(session.digest);
    this.forget(reply);
  }

  /** Sessions of a company, or of no company, that have not expired; some may not be valid any more. */
  list(companyId: string | null): Promise<readonly Session[]> {
    return this.store.sessions.list(companyId, new Date().toISOString());
  }

  /** Ends a session of another browser. */
  async endOther({ digest }: Session): Promise<void> {
    await this.store.sessions.end(digest);
  }

  /** Ends every session of a member, wherever it is. */
  async endOf(companyId: string, userId: string): Promise<void> {
    await this.store.sessions.endOf(companyId, userId);
  }

  /** Takes the cookie away from the browser. */
  forget(reply: FastifyReply): void {
    void reply.header('set-cookie', clearedCookie(this.publicUrl()));
  }
}
