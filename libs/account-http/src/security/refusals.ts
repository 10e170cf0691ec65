import type { SecurityEvent, SecurityLog } from '@luciq/telemetry';
import { addressOf } from '@luciq/telemetry';
import type { Caller, KnownRequest } from '../auth/caller.ts';
import { actorOf } from '../auth/caller.ts';
import type { Problem } from '../problem/problem.ts';
import { problemOf } from '../problem/problem.ts';
import { FailedAttempts } from './failed-attempts.ts';

/** Problems that are security events. A kind that is not here is a slip, or a value that is not right. */
const EVENTS: ReadonlyMap<string, SecurityEvent> = new Map<string, SecurityEvent>([
  ['csrf', 'cross-site-refused'],
  ['credential-not-valid', 'credential-refused'],
  ['setup-link-unknown', 'setup-link-refused'],
  ['setup-link-used', 'setup-link-refused'],
  ['setup-link-expired', 'setup-link-refused'],
  ['session-ended', 'session-refused'],
  ['not-allowed', 'access-refused'],
  ['owner-only', 'access-refused'],
  ['setup-only', 'access-refused'],
  ['own-token', 'access-refused'],
  ['other-company', 'access-refused'],
]);

/** Events that may be one of many guesses. */
const GUESSES: ReadonlySet<SecurityEvent> = new Set(['credential-refused', 'setup-link-refused']);

/** Who a caller is and of which company, in a note. */
export const whoAsks = (
  caller: Caller | undefined,
): { readonly actor?: ReturnType<typeof actorOf>; readonly companyId?: string } => ({
  ...(caller === undefined ? {} : { actor: actorOf(caller) }),
  ...(caller?.kind === 'member' || caller?.kind === 'setup' ? { companyId: caller.company.id } : {}),
});

/** Whose session a request had, where that was good no more; who asks otherwise. An operator is known by name, not by what is kept of the secret. */
function whoWas({ caller, endedSession: session }: KnownRequest): ReturnType<typeof whoAsks> {
  if (!session) return whoAsks(caller);
  const kind = session.kind === 'setup' ? 'setup-link' : session.kind;
  return {
    actor: { kind, id: session.subject.split(':', 1)[0] ?? '' },
    ...(session.companyId === null ? {} : { companyId: session.companyId }),
  };
}

/** Tells of refusals, and holds back guesses: the one place through which every problem of the account API goes. */
export class Refusals {
  private readonly attempts = new FailedAttempts();

  constructor(private readonly security: SecurityLog) {}

  /** Tells of a problem that is one of security, and gives what to answer: itself, or for one guess of too many that there are. */
  answer(request: KnownRequest, found: Problem): Problem {
    const reason = request.askedForOtherCompany === true ? 'other-company' : found.kind;
    const event = EVENTS.get(reason);
    if (event === undefined) return found;
    const note = { event, reason, ...whoWas(request) };
    const now = performance.now();
    const count = GUESSES.has(event) ? this.attempts.failed(addressOf(request), now) : 'few';
    if (count === 'many') this.security.count({ event, reason: 'too-many' });
    else this.security.note(request, count === 'limit' ? { ...note, reason: 'too-many' } : note);
    return count === 'few'
      ? found
      : problemOf('too-many-attempts', { headers: { 'retry-after': String(this.attempts.secondsLeft(now)) } });
  }

  /** After a request that changes something was done: who did it. */
  done(request: KnownRequest): void {
    const { caller, company } = request;
    if (caller === undefined) return;
    const event: SecurityEvent = isSignOut(request) ? 'signed-out' : 'changed';
    this.security.note(request, { event, ...whoAsks(caller), ...(company ? { companyId: company.id } : {}) });
  }
}

const isSignOut = ({ method, routeOptions }: KnownRequest): boolean =>
  method === 'DELETE' && (routeOptions.url?.endsWith('/session') ?? false);
