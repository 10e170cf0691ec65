import type { RefusedToken } from '@luciq/access';
import { ASSIGNABLE_ROLES } from '@luciq/entitlement';
import type { AnsweredGroupRefusal, AnsweredUserRefusal } from '@luciq/provisioning';
import type { Parsed, ScimType } from '@luciq/scim';
import type { AnswerCause } from '@luciq/telemetry';
import { PAUSED_RETRY_AFTER_SECONDS } from '../limits.ts';

/** An error as the client sees it: RFC 7644 section 3.12, with the headers that belong to the status. */
export interface ScimError {
  readonly status: number;
  readonly scimType?: ScimType;
  /** A sentence that tells an administrator what to do. Shown by Okta as it is. */
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What brought it about, for the log; the client unless it says otherwise. */
  readonly cause?: AnswerCause;
}

/** Thrown in a controller or guard to answer with an error; rendered by the API. */
export class ScimException extends Error {
  override readonly name = 'ScimException';
  constructor(readonly error: ScimError) {
    super(error.detail);
  }
}

const WIRE_ROLES = ASSIGNABLE_ROLES.map((role) => (role === 'admin' ? 'admin (or adminstrator, administrator)' : role));

const OWNER_SENTENCES = {
  deactivate:
    'An owner of the company cannot be deactivated over SCIM. Transfer ownership in Luciq first, then repeat this.',
  delete: 'An owner of the company cannot be deleted over SCIM. Transfer ownership in Luciq first, then repeat this.',
  role: 'The role of an owner of the company cannot be changed over SCIM. Transfer ownership in Luciq first, then repeat this.',
} as const;

const OTHER_TOKEN = 'Use a token that someone else issued: an owner or Luciq can issue one.';
const ISSUER_SENTENCES = {
  active: `This token was issued by the member whom it would make active again. ${OTHER_TOKEN}`,
  role: `This token was issued by the member to whom it would give another role. ${OTHER_TOKEN}`,
  name: `This token was issued by the member whom it would rename. ${OTHER_TOKEN}`,
  delete: `This token was issued by the member whom it would delete. ${OTHER_TOKEN} Deactivating is possible with this one.`,
  group: `This token was issued by a member whom it would put into a group that gives a role. ${OTHER_TOKEN}`,
} as const;

/** The answer to a command that was refused. */
export function refusalAnswer(refusal: AnsweredUserRefusal | AnsweredGroupRefusal): ScimError {
  switch (refusal.kind) {
    case 'unexpected-revision':
      return preconditionFailed();
    case 'problem':
      return { status: 400, ...refusal.problem };
    case 'user-not-found':
    case 'group-not-found':
      return notFound();
    case 'group-name-taken':
      return {
        status: 409,
        scimType: 'uniqueness',
        detail:
          'A group with this displayName exists in Luciq already. Look it up by displayName and link to it, or choose another name.',
      };
    case 'unknown-members':
      return {
        status: 400,
        scimType: 'invalidValue',
        detail: `Your company has no user with this id: ${refusal.memberIds.join(', ')}. Nothing of the request was done. Assign these users to Luciq first, then push the group again.`,
      };
    case 'group-in-group':
      return {
        status: 400,
        scimType: 'invalidValue',
        detail: `This member is a group: ${refusal.memberId}. A group of Luciq contains no groups; push the users of the inner group instead.`,
      };
    case 'user-name-taken':
      return {
        status: 409,
        scimType: 'uniqueness',
        detail:
          'A member with this userName exists in Luciq already. Look it up by userName and link to it, or choose another userName.',
      };
    case 'user-name-reserved':
      return {
        status: 409,
        scimType: 'uniqueness',
        detail:
          'This userName is reserved: it signs in a member of Luciq whose rename is not confirmed yet. Ask an owner of your company to confirm the rename in Luciq, or choose another userName.',
      };
    case 'rename-changed':
      return { status: 409, detail: 'The user has another userName by now. Look the user up again, then repeat this.' };
    case 'owner-protected':
      return { status: 400, scimType: 'mutability', detail: OWNER_SENTENCES[refusal.change] };
    case 'token-issuer':
      return { status: 403, detail: ISSUER_SENTENCES[refusal.change] };
    case 'ownership-not-assignable':
      return {
        status: 400,
        scimType: 'mutability',
        detail: `The role owner in ${refusal.attribute} cannot be given over SCIM. Transfer ownership in Luciq, or send another role.`,
      };
    case 'unknown-role':
      return {
        status: 400,
        scimType: 'invalidValue',
        detail: `The role that counts in ${refusal.attribute} is not known to Luciq. Send one of: ${WIRE_ROLES.join(', ')}.`,
      };
    case 'unknown-application':
      return {
        status: 400,
        scimType: 'invalidValue',
        detail:
          `Your company has no application of this name in Luciq, which instabugApplications names: ${refusal.names.slice(0, 10).join(', ')}. ` +
          'Send the exact name of an application, or add it in Luciq first.',
      };
  }
}

/** No resource of that id in this company: the same for one of another company. */
export const notFound = (): ScimError => ({
  status: 404,
  detail: 'No resource with this id exists in your company. It may have been deleted; look it up again.',
});

/** Why a token opened nothing, for a client that has its secret. */
const TOKEN_SENTENCES: Readonly<Record<Exclude<RefusedToken['reason'], 'wrong-secret'>, string>> = {
  revoked:
    'This token was revoked. Issue another one in Luciq, on Tokens, and paste it into Okta: Provisioning, Integration, Authorization.',
  expired:
    'This token has expired. Issue another one in Luciq, on Tokens, and paste it into Okta: Provisioning, Integration, Authorization.',
  'scim-off':
    'The token is known, but SCIM is not enabled for your company. Enable it in Luciq, on Set up SCIM; if it was turned off before, issue a new token then.',
  'issuer-left':
    'The member who issued this token may not issue any more. Issue another one in Luciq, on Tokens, and paste it into Okta: Provisioning, Integration, Authorization.',
};

/** No token, or one that speaks for no company now (RFC 7644 section 3.12); the reason is told to who has its secret, and to nobody else. */
export function unauthorized(refused?: RefusedToken): ScimError {
  const reason = refused?.isProven && refused.reason !== 'wrong-secret' ? refused.reason : null;
  return {
    status: 401,
    detail:
      reason === null
        ? 'The authentication token is missing or not valid. Copy the token of your company from Luciq into the Authorization field.'
        : TOKEN_SENTENCES[reason],
    headers: { 'www-authenticate': 'Bearer realm="Luciq SCIM"' },
  };
}

/** If-Match or If-None-Match does not hold for the resource as it is now (RFC 7644 section 3.14). */
export const preconditionFailed = (): ScimError => ({
  status: 412,
  detail:
    'The resource has another version than the request is meant for. Read it again and repeat the change if it is still wanted.',
});

/** The company asks for more than its share. */
export const tooManyRequests = (retryAfterSeconds: number): ScimError => ({
  status: 429,
  detail:
    'Your company sends more requests than Luciq answers at once. Nothing is lost: repeat the request after the time given in Retry-After.',
  headers: { 'retry-after': String(retryAfterSeconds) },
});

/** The company is paused: its writes are held back, and come again by themselves. */
export const heldBack = (): ScimError => ({
  status: 429,
  detail:
    'Provisioning is paused by an administrator in Luciq. Nothing was changed: Okta keeps this work and repeats it. Resume SCIM in Luciq to go on at once.',
  headers: { 'retry-after': String(PAUSED_RETRY_AFTER_SECONDS) },
});

/** There is no user behind a token of a company (RFC 7644 section 3.11). */
export const noMe = (): ScimError => ({
  status: 501,
  detail: 'The token speaks for a company and not for one of its users: /Me is not offered. Use /Users.',
});

/** Trouble that is ours and passing: the only status that Okta repeats by itself. */
export const tryLater = (retryAfterSeconds: number, cause: 'busy' | 'engine' = 'busy'): ScimError => ({
  status: 429,
  cause,
  detail:
    'Luciq cannot answer this right now. Nothing is lost: repeat the request after the time given in Retry-After.',
  headers: { 'retry-after': String(retryAfterSeconds) },
});

/** The value, or an exception of 400 that says what is wrong. */
export function parsedOrThrow<T>(result: Parsed<T>): T {
  if (result.ok) return result.value;
  throw new ScimException(refusalAnswer({ kind: 'problem', problem: result.problem }));
}
