import type { IncomingMessage } from 'node:http';
import { Catch, HttpException, Inject } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorBody } from '@luciq/scim';
import { failure, logAnswer } from '@luciq/telemetry';
import type { Log } from '@luciq/telemetry';
import { brokenEncoding, encodingNotAccepted, methodNotAllowed, noEndpoint, transportAnswer, unpackedTooLarge } from './answer.ts';
import type { ErrorAnswer } from './answer.ts';
import type { AdmittedRequest } from '../auth/company.guard.ts';
import { offeredMethods } from '../endpoints.ts';
import { LOG } from '../engines.ts';
import { SCIM_MEDIA_TYPE } from '../media-type.ts';
import { NEIGHBOURS, neighbourOf } from '../neighbour.ts';
import type { Neighbour } from '../neighbour.ts';
import { ACCEPTED_ENCODINGS, EncodingNotAccepted, PackedBodyBroken, PackedBodyTooLarge } from '../packed-body.ts';
import { thrownAnswer } from './thrown-answer.ts';
import { MethodNotOffered, methodsAt, OFFERED_ROUTES } from '../unknown-method.ts';
import type { OfferedRoute } from '../unknown-method.ts';

const TOO_LARGE = 413;
/** How long the rest of a body that is too large is waited for, in milliseconds. */
export const MAX_UNREAD_MS = 5_000;

/** The one place where anything thrown becomes a SCIM Error (RFC 7644 section 3.12): ours, Nest's and Fastify's alike. */
@Catch()
export class ScimErrorFilter implements ExceptionFilter {
  constructor(
    @Inject(LOG) private readonly log: Log,
    @Inject(NEIGHBOURS) private readonly neighbours: readonly Neighbour[],
    @Inject(OFFERED_ROUTES) private readonly routes: readonly OfferedRoute[],
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<AdmittedRequest>();
    const reply = http.getResponse<FastifyReply>();
    const neighbour = neighbourOf(this.neighbours, request);
    if (neighbour) return neighbour.answer(this.withMethods(thrown, request), request, reply);
    const answer = this.answer(thrown, request);
    const { status, headers = {} } = answer;
    if (request.caller) Object.assign(request.caller.noted, { scimType: answer.scimType ?? null, detail: answer.detail });
    const { id: requestId, method } = request;
    const route = request.routeOptions.url;
    logAnswer(this.log, answer.cause ?? 'client', { requestId, method, status, failure: failure(thrown), ...(route === undefined ? {} : { route }) }, 'request failed');
    const send = (): void => void reply.status(status).headers(headers).header('content-type', SCIM_MEDIA_TYPE).send(JSON.stringify(errorBody(answer)));
    if (status === TOO_LARGE) afterBody(request.raw, send);
    else send();
  }

  /** No route: the address may be there for other methods. */
  private withMethods(thrown: unknown, request: FastifyRequest): unknown {
    if (!(thrown instanceof HttpException) || thrown.getStatus() !== 404 || request.routeOptions.url !== undefined) return thrown;
    const offered = methodsAt(this.routes, request.url);
    return offered.length > 0 ? new MethodNotOffered(offered) : thrown;
  }

  private answer(thrown: unknown, request: FastifyRequest): ErrorAnswer {
    if (thrown instanceof HttpException && thrown.getStatus() === 404) {
      const offered = offeredMethods(request.url);
      return offered ? methodNotAllowed(offered) : noEndpoint();
    }
    const packed = packedAnswer(thrown, request.routeOptions.bodyLimit);
    if (packed) return packed;
    const status = statusOf(thrown);
    return status >= 400 && status < 500 ? transportAnswer(status, request.routeOptions.bodyLimit) : thrownAnswer(thrown, request.id);
  }
}

/**
 * Lets a client send the rest of its body, which nobody keeps, before it is answered: many look for an answer only then, and would
 * see a broken connection where the limit is named.
 */
function afterBody(body: IncomingMessage, then: () => void): void {
  if (body.complete || body.destroyed) return then();
  const timer = setTimeout(over, MAX_UNREAD_MS);
  function over(): void {
    clearTimeout(timer);
    body.off('end', over).off('close', over);
    then();
  }
  body.once('end', over).once('close', over).resume();
}

/** The answer to a body that was compressed as nobody takes it; null for anything else. */
function packedAnswer(thrown: unknown, bodyLimit: number | undefined): ErrorAnswer | null {
  if (thrown instanceof EncodingNotAccepted) return encodingNotAccepted(ACCEPTED_ENCODINGS);
  if (thrown instanceof PackedBodyTooLarge) return unpackedTooLarge(bodyLimit);
  return thrown instanceof PackedBodyBroken ? brokenEncoding() : null;
}

function statusOf(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const isFastify = typeof thrown === 'object' && thrown !== null && 'statusCode' in thrown && typeof thrown.statusCode === 'number';
  return isFastify ? (thrown.statusCode as number) : 500;
}
