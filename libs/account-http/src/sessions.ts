import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccountStore, Session } from '@luciq/gateway-store';
import { ACCOUNT_STORE, PUBLIC_URL } from './engines.ts';
import { clearedCookie, newSecret, secretFromCookies, sessionCookie, sessionDigest } from './session-cookie.ts';

/** How long a session lasts at most, in hours: of a member or operator, and of whoever opened a set-up link. */
export const SESSION_HOURS = 8;
export const SETUP_SESSION_HOURS = 1;

const HOUR_SECONDS = 3_600;

/** Of whom a session is to be. */
export type SessionOf = Pick<Session, 'kind' | 'companyId' | 'subject'>;

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
  async open(request: FastifyRequest, reply: FastifyReply, of: SessionOf, pay: () => Promise<void> = async () => {}): Promise<Session> {
    const before = await this.of(request);
    const secret = newSecret();
    const seconds = (of.kind === 'setup' ? SETUP_SESSION_HOURS : SESSION_HOURS) * HOUR_SECONDS;
    const now = Date.now();
    const session: Session = {
      ...of,
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

  /** Ends one session, and takes its cookie away. */
  async end(session: Session, reply: FastifyReply): Promise<void> {
    await this.store.sessions.end(session.digest);
    this.forget(reply);
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
