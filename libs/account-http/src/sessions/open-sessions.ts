import { Inject, Injectable } from '@nestjs/common';
import type { Session } from '@luciq/gateway-store';
import { Authentication } from '../auth/authentication.ts';
import type { Caller } from '../auth/caller.ts';
import { problem } from '../problem/problem.ts';
import { BrowserSessions } from './browser-sessions.ts';
import type { OpenSessionView } from './session.dto.ts';

/** Characters of a session's digest by which it is named: nobody can sign in with them. */
const SESSION_ID_LENGTH = 24;

const idOf = ({ digest }: Session): string => digest.slice(0, SESSION_ID_LENGTH);

/** Sessions of a company, or of operators, for those who may end them. */
@Injectable()
export class OpenSessions {
  constructor(
    @Inject(BrowserSessions) private readonly sessions: BrowserSessions,
    @Inject(Authentication) private readonly authentication: Authentication,
  ) {}

  /** Those that a request would be let in with at this moment, the newest first. */
  async list(companyId: string | null, asking: Caller): Promise<readonly OpenSessionView[]> {
    const own = asking.kind === 'service' ? null : asking.session.digest;
    const found: OpenSessionView[] = [];
    for (const session of await this.sessions.list(companyId)) {
      const caller = await this.authentication.ofSession(session);
      if (!caller || caller.kind === 'service') continue;
      const { kind, createdAt, expiresAt } = session;
      const subject = caller.kind === 'operator' ? caller.name : session.subject;
      found.push({
        id: idOf(session),
        kind,
        subject,
        userName: caller.kind === 'member' ? caller.userName : null,
        createdAt,
        expiresAt,
        own: session.digest === own,
      });
    }
    return found;
  }

  /** Ends one. Throws the problem that it is not there. */
  async end(companyId: string | null, id: string): Promise<void> {
    const found = (await this.sessions.list(companyId)).find((session) => idOf(session) === id);
    if (!found) throw problem('not-found');
    await this.sessions.endOther(found);
  }
}
