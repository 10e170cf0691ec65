import type { FastifyRequest } from 'fastify';
import type { RequestFailure } from '@luciq/http';
import {
  ACCEPTED_ENCODINGS,
  BEHIND_RETRY_AFTER_SECONDS,
  ENGINE_RETRY_AFTER_SECONDS,
  failureOf,
  MAX_UNPACKED_RATIO,
} from '@luciq/http';
import type { ScimError } from './scim-error.ts';
import { ScimException, tryLater } from './scim-error.ts';

/** What a SCIM client is told of anything thrown. `requestId` is the request's, which finds a fault in the log; `request` is null where only an operation of one failed. */
export const scimErrorOf = (thrown: unknown, requestId: string, request: FastifyRequest | null = null): ScimError =>
  thrown instanceof ScimException ? thrown.error : scimErrorOfFailure(failureOf(thrown, request), requestId);

/** A failure in SCIM's words. 429 for trouble of ours that passes: it is the only status that Okta repeats by itself. */
function scimErrorOfFailure(failure: RequestFailure, requestId: string): ScimError {
  switch (failure.kind) {
    case 'unavailable':
      return tryLater(ENGINE_RETRY_AFTER_SECONDS, failure.cause);
    case 'rows-behind':
      return tryLater(BEHIND_RETRY_AFTER_SECONDS, 'busy');
    case 'page-gone':
      return {
        status: 400,
        scimType: 'expiredCursor',
        detail: 'The resource at which the page before ended was deleted. Begin again with an empty cursor.',
      };
    case 'no-route':
      return {
        status: 404,
        detail: 'There is no SCIM endpoint at this path. Check the SCIM connector base URL; it ends in /scim/v2.',
      };
    case 'method-not-offered':
      return {
        status: 405,
        detail: `This method is not offered here. Offered: ${failure.offered.join(', ')}.`,
        headers: { allow: failure.offered.join(', ') },
      };
    case 'method-unknown':
      return {
        status: 501,
        detail: 'This method is not known to Luciq, and there is nothing at this address. Check both.',
      };
    case 'encoding-not-accepted': {
      const detail = `The Content-Encoding of the body is not taken here. Send it plain, or with one of: ${ACCEPTED_ENCODINGS}.`;
      return { status: 415, detail, headers: { 'accept-encoding': ACCEPTED_ENCODINGS } };
    }
    case 'encoding-broken':
      return {
        status: 400,
        scimType: 'invalidSyntax',
        detail: 'The body is not what its Content-Encoding says, or it is cut off. Send it again, or send it plain.',
      };
    case 'too-large':
      return { status: 413, detail: tooLarge(failure) };
    case 'media-type':
      return { status: 415, detail: 'The body must be JSON. Send it with Content-Type: application/scim+json.' };
    case 'head-too-large':
      return {
        status: failure.status,
        detail: 'The address or the headers of this request are too long. Shorten the filter or the headers.',
      };
    case 'timeout':
      return {
        status: 408,
        scimType: 'invalidSyntax',
        detail: 'The request was not sent in whole in time. Send it again.',
      };
    case 'unreadable':
      return {
        status: 400,
        scimType: 'invalidSyntax',
        detail: 'The request could not be read. Check its address, headers and length.',
      };
    case 'fault': {
      const detail = `Luciq failed to handle this request. Repeat it; if it fails again, tell Luciq support this request id: ${requestId}.`;
      return { status: 500, cause: 'fault', detail };
    }
  }
}

function tooLarge({ limit, unpacked }: Extract<RequestFailure, { kind: 'too-large' }>): string {
  if (!unpacked)
    return `The body is larger than the limit${limit === null ? '' : ` of ${limit} bytes`}. Send less in one request.`;
  return `The body unpacks to more than is taken${limit === null ? '' : `: ${limit} bytes`}, or ${MAX_UNPACKED_RATIO} times what was sent. Send less in one request, or send it plain.`;
}
