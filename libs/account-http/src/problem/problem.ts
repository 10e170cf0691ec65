import type { CompanyRefusal } from '@luciq/domain';
import { companySentence } from '@luciq/domain';
import type { AnswerCause } from '@luciq/telemetry';

/** Media type of a problem (RFC 9457). */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** What is wrong with one field of a request. */
export interface FieldProblem {
  /** Path of the field, for example `owner.userName`. */
  readonly field: string;
  readonly detail: string;
}

/** Status and sentence of the problems that are no refusal of a company's rules. */
const KNOWN = {
  'not-signed-in': [401, 'You are not signed in, or your session is over. Sign in, then repeat this.'],
  'session-ended': [
    401,
    'Your session was ended: everybody was signed out, or your rights in this company changed. Sign in again; if you are let in no more, ask an owner.',
  ],
  'credential-not-valid': [
    401,
    'The credential is not valid. Check that it is whole and that LUCIQ_ACCOUNT_CREDENTIALS has its entry.',
  ],
  csrf: [403, 'The request does not come from this console. Reload the page, then repeat this.'],
  'not-allowed': [403, 'This credential may not be used for this. Use one that has the scope for it.'],
  'owner-only': [403, 'Only an owner of the company can do this. Ask one of the owners shown in the settings.'],
  'setup-only': [403, 'A set-up link opens the set-up only. Finish it, then sign in through SAML for everything else.'],
  'member-not-found': [
    404,
    'This company has no member with this id. The member may have been deleted; look for others in the list of members.',
  ],
  'group-not-found': [
    404,
    'This company has no group with this id. It may have been deleted in your identity provider; look for others in the list of groups.',
  ],
  'rename-changed': [
    409,
    'This member has another userName by now than you were shown. Look at the renames again, then confirm the one you mean.',
  ],
  'owner-not-accepted': [
    400,
    'The company is registered, but its owner could not be added. Check userName, name and e-mail address of the owner and send the request again.',
  ],
  'not-found': [404, 'There is nothing here. It may have been removed; go back and look it up again.'],
  'no-endpoint': [404, 'The account API has nothing at this address. Its description is at /account/v1/openapi.json.'],
  'company-not-found': [404, 'There is no company of this id that you may see. Check the address.'],
  'method-not-offered': [
    405,
    'This method is not offered here. See Allow for those that are; the description is at /account/v1/openapi.json.',
  ],
  'method-not-known': [501, 'This method is not known to Luciq, and there is nothing at this address. Check both.'],
  'saml-key-not-set': [
    409,
    'Luciq has nothing to keep private keys with, so nothing can be encrypted for it. Ask the people who run Luciq to set LUCIQ_SAML_KEY.',
  ],
  'not-parked': [409, 'This company is not parked: its rows go on already.'],
  'still-parked': [
    409,
    'The company stays parked: a record was refused again. Mend the cause that is shown, then resume it.',
  ],
  'rebuild-running': [409, 'A rebuild is under way already. Wait until it is done.'],
  invalid: [400, 'Something in the request is not right. See what is said of each field.'],
  'not-json': [400, 'The body is not JSON. Send an object as application/json.'],
  'bad-request': [400, 'The request could not be read. Check its address, headers and length.'],
  'too-large': [413, 'The request is too large. Send less at once.'],
  'encoding-broken': [
    400,
    'The body is not what its Content-Encoding says, or it is cut off. Send it again, or send it plain.',
  ],
  encoding: [
    415,
    'The Content-Encoding of the body is not taken here. Send it plain, or with one of those in Accept-Encoding.',
  ],
  'media-type': [415, 'The body must be JSON. Send it with Content-Type: application/json.'],
  'too-many-attempts': [
    429,
    'Too many wrong credentials or set-up links were tried. Wait a minute, then use the right one: it is taken at any time.',
  ],
  'place-gone': [410, 'The list has changed so that the next page cannot be found. Begin again with the first page.'],
  behind: [429, 'The list does not show the newest changes yet. Nothing is lost: try again in a moment.'],
  unavailable: [503, 'Luciq cannot answer this right now. Nothing is lost: try again in a few seconds.'],
  fault: [
    500,
    'Luciq failed to do this. Try again; if it fails again, tell Luciq support the request id of this answer.',
  ],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;

/** The kinds of problems that are no refusal of a company's rules. */
export type KnownProblem = keyof typeof KNOWN;

/** Why something was not done. */
export interface Problem {
  readonly kind: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly FieldProblem[];
  readonly headers?: Readonly<Record<string, string>>;
  /** What brought it about, for the log; the client unless it says otherwise. */
  readonly cause?: AnswerCause;
}

/** Thrown in a controller, guard or pipe to answer with a problem; rendered by the API. */
export class ProblemException extends Error {
  override readonly name = 'ProblemException';
  constructor(readonly problem: Problem) {
    super(problem.kind);
  }
}

/** What a problem says besides its kind. */
interface MoreOfProblem {
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** A problem of a known kind, with its sentence unless another one is given. */
export function problemOf(kind: KnownProblem, more: MoreOfProblem = {}): Problem {
  const [status, sentence] = KNOWN[kind];
  const headers = {
    ...(kind === 'credential-not-valid' ? { 'www-authenticate': 'Bearer realm="Luciq account API"' } : {}),
    ...more.headers,
  };
  return { kind, status, detail: more.detail ?? sentence, headers, ...(more.errors ? { errors: more.errors } : {}) };
}

/** To throw a problem of a known kind. */
export const problem = (kind: KnownProblem, more: MoreOfProblem = {}): ProblemException =>
  new ProblemException(problemOf(kind, more));

/** To throw what a company's rules refuse. */
export const refusedBy = (refusal: CompanyRefusal): ProblemException =>
  new ProblemException({ kind: refusal.kind, status: REFUSAL_STATUS[refusal.kind], detail: companySentence(refusal) });

/** HTTP status of each refusal: 400 where a value of the request is at fault, 409 where the company is not as it must be, 404 or 410 for what is not there. */
export const REFUSAL_STATUS: Readonly<Record<CompanyRefusal['kind'], number>> = {
  'company-not-found': 404,
  'company-exists': 409,
  'entry-point-not-https': 400,
  'issuer-missing': 400,
  'certificate-or-fingerprint': 400,
  'certificate-not-read': 400,
  'too-many-certificates': 400,
  'certificate-weak': 400,
  'private-key-given': 400,
  'metadata-not-read': 400,
  'saml-not-configured': 409,
  'no-owner': 409,
  'saml-not-enabled': 409,
  'scim-not-off': 409,
  'scim-off': 409,
  'token-not-found': 404,
  'token-id-taken': 409,
  'token-revoked': 409,
  'too-many-tokens': 409,
  'token-without-end': 400,
  'own-token': 403,
  'label-too-long': 400,
  'expiry-in-past': 400,
  'setup-link-unknown': 404,
  'setup-link-used': 410,
  'setup-link-expired': 410,
  'setup-link-not-found': 404,
  'session-ended': 401,
  'setup-link-id-taken': 409,
  'too-many-setup-links': 409,
  'member-not-found': 404,
  'member-inactive': 409,
  'member-rename-waits': 409,
  'member-renamed': 409,
  'not-an-owner': 409,
  'last-owner': 409,
  'unknown-role': 400,
  'ownership-not-assignable': 400,
  'unknown-application': 400,
  'too-many-applications': 400,
  'application-name-length': 400,
  'application-twice': 400,
  'precedence-not-whole': 400,
};
