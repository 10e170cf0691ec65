import type { EventAdmission } from '@luciq/access';
import { SCHEMAS_PATH } from '@luciq/events';
import type { FailureAnswer } from '@luciq/http';
import { MAX_NAMED, MAX_OPEN_OF_CREDENTIAL, MAX_PAGE, MAX_WAIT_SECONDS, OPEN_RETRY_AFTER_SECONDS } from './limits.ts';
import { PARAMETERS } from './parameters.ts';

/** Why the feed does not answer a request, though nothing is wrong with Luciq. Closed. */
export type FeedRefusal =
  | { readonly kind: 'credential'; readonly reason: Extract<EventAdmission, { kind: 'refused' }>['reason'] }
  | { readonly kind: 'other-company'; readonly companyId: string }
  | { readonly kind: 'unknown-parameter'; readonly name: string }
  | { readonly kind: 'parameter-twice'; readonly name: string }
  | { readonly kind: 'limit' | 'wait' | 'company' | 'too-many-named' }
  | { readonly kind: 'unknown-type'; readonly type: string }
  | { readonly kind: 'malformed-cursor' | 'other-log' | 'other-history' }
  | { readonly kind: 'too-many-open' };

/** Thrown where a request to the feed is refused. */
export class RefusedByFeed extends Error {
  override readonly name = 'RefusedByFeed';
  constructor(readonly refusal: FeedRefusal) {
    super(refusal.kind);
  }
}

/** Refuses a request. */
export function refuse(refusal: FeedRefusal): never {
  throw new RefusedByFeed(refusal);
}

const NEW_CREDENTIAL = 'Ask the operator for one: operator events-credential issue.';

const UNAUTHENTICATED = { 'www-authenticate': 'Bearer realm="luciq events"' };
const INSUFFICIENT = { 'www-authenticate': 'Bearer realm="luciq events", error="insufficient_scope", scope="events"' };

interface Words {
  readonly status: number;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is said of a refusal, and what to do next. */
function wordsOf(refusal: FeedRefusal): Words {
  switch (refusal.kind) {
    case 'credential':
      return refusal.reason === 'no-scope'
        ? {
            status: 403,
            detail: `This credential is not good for events: it lacks the scope events. ${NEW_CREDENTIAL}`,
            headers: INSUFFICIENT,
          }
        : {
            status: 401,
            detail: `The request carries no valid credential for events. Send Authorization: Bearer <id>.<secret> with one that has neither expired nor been revoked. ${NEW_CREDENTIAL}`,
            headers: UNAUTHENTICATED,
          };
    case 'other-company':
      return {
        status: 403,
        detail: `This credential cannot read the events of the company ${refusal.companyId}. Leave company out to read those that it can, or ask the operator for another credential.`,
        headers: INSUFFICIENT,
      };
    case 'unknown-parameter':
      return {
        status: 400,
        detail: `${refusal.name} is not a parameter of the feed. It has ${PARAMETERS.join(', ')}.`,
      };
    case 'parameter-twice':
      return { status: 400, detail: `${refusal.name} is there twice. Send it once.` };
    case 'limit':
      return { status: 400, detail: `limit must be a whole number from 1 to ${MAX_PAGE}.` };
    case 'wait':
      return { status: 400, detail: `wait must be a whole number of seconds from 0 to ${MAX_WAIT_SECONDS}.` };
    case 'company':
      return {
        status: 400,
        detail: 'company must be ids of companies: 1 to 64 of a-z, 0-9 and dashes, with commas between them.',
      };
    case 'too-many-named':
      return {
        status: 400,
        detail: `company and type name at most ${MAX_NAMED} each. Name fewer, or leave it out for all.`,
      };
    case 'unknown-type':
      return {
        status: 400,
        detail: `There are no events of the type ${refusal.type}. ${SCHEMAS_PATH} lists the types; a type ends in its version.`,
      };
    default:
      return wordsOfState(refusal);
  }
}

function wordsOfState(
  refusal: Extract<FeedRefusal, { kind: 'malformed-cursor' | 'other-log' | 'other-history' | 'too-many-open' }>,
): Words {
  switch (refusal.kind) {
    case 'malformed-cursor':
      return {
        status: 400,
        detail:
          'This is not a cursor. Send the one of a former answer exactly as it came, beginning for the start of the log, or now for its end.',
      };
    case 'other-log':
      return {
        status: 410,
        detail:
          'This cursor is of another log: Luciq now has another event store, where what you read does not go on. Begin again from beginning, with an empty state.',
      };
    case 'other-history':
      return {
        status: 410,
        detail:
          'This cursor is of a history that is gone: the event store was restored from a backup without the last event you read. Begin again from beginning, with an empty state.',
      };
    case 'too-many-open':
      return {
        status: 429,
        detail: `${MAX_OPEN_OF_CREDENTIAL} requests of this credential are open already. Close some, or repeat the request after Retry-After.`,
        headers: { 'retry-after': String(OPEN_RETRY_AFTER_SECONDS) },
      };
  }
}

/** A refusal as a problem (RFC 9457). */
export function refusalAnswer(refusal: FeedRefusal): FailureAnswer {
  const { status, detail, headers = {} } = wordsOf(refusal);
  const { kind } = refusal;
  return {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify({ type: `/problems/${kind}`, status, detail, kind }),
    cause: 'client',
  };
}
