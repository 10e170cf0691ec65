import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { companyHolds } from '@luciq/domain';
import type { Company } from '@luciq/domain';
import type { Caller } from '../auth/caller.ts';
import { BrowserSessions } from './browser-sessions.ts';

/** The session in which sign-in was changed: it alone outlives that, so that a slip of the pen can be mended by who made it. */
@Injectable()
export class OwnSession {
  constructor(@Inject(BrowserSessions) private readonly sessions: BrowserSessions) {}

  /**
   * After a command of the caller that ended sessions: his own goes on, under another secret and no longer than before. The company
   * must be that which the command left: it was decided on grounds that held, so that nothing but the command ended the session.
   */
  async goesOn(caller: Caller, company: Company, reply: FastifyReply): Promise<void> {
    if (caller.kind !== 'member' && caller.kind !== 'setup') return;
    const { session, grounds } = caller;
    if (companyHolds(company, grounds, caller.kind === 'member' ? caller.userId : null)) return;
    await this.sessions.renew(session, reply, { ...grounds, company: company.revision });
  }
}
