import { Catch, HttpException, Inject, Injectable } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ACCEPTED_ENCODINGS, EncodingNotAccepted, MethodNotOffered, NotOpenYet, PackedBodyBroken } from '@luciq/scim-http';
import { EngineError } from '@luciq/service';
import { failure, logAnswer } from '@luciq/telemetry';
import type { AnswerCause, Log } from '@luciq/telemetry';
import { ACCOUNT_LOG } from '../engines.ts';
import { PROBLEM_MEDIA_TYPE, ProblemThrown, problemOf } from './problem.ts';
import type { Problem } from './problem.ts';
import { Refusals } from '../security/refusals.ts';

/** Titles of RFC 9457: the status in words. */
const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not offered here',
  409: 'Not possible now',
  410: 'Gone',
  413: 'Too large',
  415: 'Media type not supported',
  429: 'Try again in a moment',
  500: 'Internal error',
  501: 'Method not known',
  503: 'Not available right now',
};

/** The one place where anything thrown becomes a problem (RFC 9457): ours, Nest's and Fastify's alike. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(ACCOUNT_LOG) private readonly log: Log,
    @Inject(Refusals) private readonly refusals: Refusals,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const found = problemFrom(thrown);
    const route = request.routeOptions.url;
    const fields = { requestId: request.id, method: request.method, status: found.status, failure: failure(thrown), ...(route === undefined ? {} : { route }) };
    logAnswer(this.log, causeOf(found, thrown), fields, 'request failed');
    sendProblem(http.getResponse<FastifyReply>(), this.refusals.noted(request, found));
  }
}

/** What brought a problem about, for the log. */
export function causeOf({ kind, status }: Problem, thrown: unknown): AnswerCause {
  if (status === 500) return 'fault';
  if (kind === 'behind' || (thrown instanceof EngineError && thrown.trouble === 'contended')) return 'busy';
  return status === 503 ? 'engine' : 'client';
}

/** Answers with a problem. */
export function sendProblem(reply: FastifyReply, { kind, status, detail, errors, headers = {} }: Problem): void {
  const body = { type: `/problems/${kind}`, title: TITLES[status] ?? 'Refused', status, detail, kind, ...(errors ? { errors } : {}) };
  void reply.status(status).headers(headers).header('content-type', PROBLEM_MEDIA_TYPE).header('cache-control', 'no-store').send(JSON.stringify(body));
}

/** The problem that something thrown is to the client. */
export function problemFrom(thrown: unknown): Problem {
  if (thrown instanceof ProblemThrown) return thrown.problem;
  if (thrown instanceof EngineError) return problemOf('unavailable');
  if (thrown instanceof NotOpenYet) return problemOf('unavailable');
  if (thrown instanceof MethodNotOffered) {
    return thrown.offered.length > 0 ? problemOf('method-not-offered', { headers: { allow: thrown.offered.join(', ') } }) : problemOf('method-not-known');
  }
  if (thrown instanceof EncodingNotAccepted) return problemOf('encoding', { headers: { 'accept-encoding': ACCEPTED_ENCODINGS } });
  if (thrown instanceof PackedBodyBroken) return problemOf('encoding-broken');
  switch (statusOf(thrown)) {
    case 404:
    case 405:
      return problemOf('no-endpoint');
    case 413:
      return problemOf('too-large');
    case 415:
      return problemOf('media-type');
    case 500:
      return problemOf('fault');
    default:
      return problemOf('bad-request');
  }
}

/** Statuses of 4xx as Nest and Fastify mean them, 500 for anything else. */
function statusOf(thrown: unknown): number {
  const status = thrown instanceof HttpException ? thrown.getStatus() : typeof thrown === 'object' && thrown !== null && 'statusCode' in thrown ? thrown.statusCode : 500;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
