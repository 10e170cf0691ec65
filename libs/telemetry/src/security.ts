import { isIP } from 'node:net';
import type { Log, LogFields } from './log.ts';

/** Everything that is told to anyone who watches for attacks, and the words of its line in the log (OWASP ASVS 5.0 section 16.3). */
export const SECURITY_EVENTS = {
  'signed-in': 'signed in',
  'sign-in-refused': 'sign-in refused',
  'signed-out': 'signed out',
  'session-refused': 'session refused',
  'credential-refused': 'credential refused',
  'setup-link-refused': 'set-up link refused',
  'cross-site-refused': 'cross-site request refused',
  'access-refused': 'access refused',
  'token-refused': 'request refused',
  changed: 'change asked for and done',
} as const;

export type SecurityEvent = keyof typeof SECURITY_EVENTS;

/** The parts of a request that say where it came from and what it is for. */
export interface RequestSeen {
  readonly id: string;
  /** The client's address, or that of a proxy which is not trusted. */
  readonly ip: string;
  readonly method: string;
  readonly routeOptions: { readonly url?: string | undefined };
}

/** What happened, to whom and why: ids and words of this product only, but for `came`. */
export interface SecurityNote {
  readonly event: SecurityEvent;
  /** Why it was refused, a word of this product; none where it was not. */
  readonly reason?: string;
  readonly companyId?: string;
  readonly tokenId?: string;
  readonly actor?: { readonly kind: string; readonly id: string };
  /** What a refused answer of an identity provider said: for the company's administrators, never for a log. */
  readonly came?: object;
}

/** Where security events go: one line and one count each. */
export interface SecurityLog {
  note(request: RequestSeen, note: SecurityNote): void;
  /** Counts it and writes no line: for what comes in floods and was told of before. */
  count(note: SecurityNote): void;
}

/** The address of a request; a forwarded one that is none is not repeated. */
export const addressOf = ({ ip }: Pick<RequestSeen, 'ip'>): string => (isIP(ip) === 0 ? 'unknown' : ip);

/** Lines in a log, and a count of each. */
export function securityLog(
  log: Log,
  counted: (event: SecurityEvent, reason: string) => void = () => undefined,
): SecurityLog {
  const count = ({ event, reason = '' }: SecurityNote): void => counted(event, reason);
  return {
    count,
    note: (request, note) => {
      count(note);
      log.info(fieldsOf(request, note), SECURITY_EVENTS[note.event]);
    },
  };
}

function fieldsOf(request: RequestSeen, { event, reason, companyId, tokenId, actor }: SecurityNote): LogFields {
  const { id, method, routeOptions } = request;
  return {
    event,
    ...(reason === undefined ? {} : { reason }),
    ...(companyId === undefined ? {} : { companyId }),
    ...(tokenId === undefined ? {} : { tokenId }),
    ...(actor === undefined ? {} : { actorKind: actor.kind, actorId: actor.id }),
    address: addressOf(request),
    method,
    ...(routeOptions.url === undefined ? {} : { route: routeOptions.url }),
    requestId: id,
  };
}
