import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Company, SessionGrounds } from '@luciq/domain';
import { sessionHolds } from '@luciq/domain';
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

/** Of whom a session is to be, and what it rests on; null for an operator's, which rests on its subject. */
export interface SessionOf extends Pick<Session, 'kind' | 'companyId' | 'subject'> {
  readonly grounds: SessionGrounds | null;
}

/** What a session of a company rests on; null for one that tells nothing, which is of before that was kept and good no more. */
export const groundsOf = ({ grounds }: Session): SessionGrounds | null =>
  grounds === null ? null : (JSON.parse(grounds) as SessionGrounds);

const kept = (grounds: SessionGrounds | null): string | null => (grounds === null ? null : JSON.stringify(grounds));

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
   * Opens a session under a secret that nobody had before, so that none can be planted, and ends the one that the browser had. What the session costs is
   * paid once it is kept; where that throws there is no session.
   */
  async open(
    request: FastifyRequest,
    reply: FastifyReply,
    of: SessionOf,
    pay: () => Promise<void> = async () => {},
  ): Promise<Session> {
    const before = await this.of(request);
    const secret = newSecret();
    const seconds = (of.kind === 'setup' ? SETUP_SESSION_HOURS : SESSION_HOURS) * HOUR_SECONDS;
    const now = Date.now();
    const session: Session = {
      ...of,
      grounds: kept(of.grounds),
      digest: sessionDigest(secret),
      csrf: newSecret(),
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + seconds * 1_000).toISOString(),
    };
    await this.store.sessions.create(session);
    try {
      await pay();
    } catch (error) {
      await this.store.sessions.end(session.digest);
      throw error;
    }
    if (before) await this.store.sessions.end(before.digest);
    void reply.header('set-cookie', sessionCookie(this.publicUrl(), secret, seconds));
    return session;
  }

  /**
   * After a command of the caller that ended sessions: the caller's own goes on, under another secret and no longer than before, so that a slip of the
   * pen can be mended by who made it. The browser's token against forged requests stays. The company must be that which the command left: it was
   * decided on grounds that held, so that nothing but the command ended the session.
   */
  async renewOwn(caller: Caller, company: Company, reply: FastifyReply): Promise<void> {
    if (caller.kind !== 'member' && caller.kind !== 'setup') return;
    const { session, grounds } = caller;
    if (sessionHolds(company, grounds, actorOf(caller))) return;
    const secret = newSecret();
    await this.store.sessions.create({
      ...session,
      digest: sessionDigest(secret),
      grounds: kept({ ...grounds, company: company.revision }),
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

  /** Sessions of a company, or of no company, that have not expired; some may rest on what is over. */
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
