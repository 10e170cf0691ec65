import { ApiProperty } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { FailureAnswer, RequestFailure } from '@luciq/http';
import { ACCEPTED_ENCODINGS, BEHIND_RETRY_AFTER_SECONDS, ENGINE_RETRY_AFTER_SECONDS, failureOf } from '@luciq/http';
import type { Problem } from './problem.ts';
import { PROBLEM_MEDIA_TYPE, ProblemException, problemOf } from './problem.ts';

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

/** The problem that anything thrown is to the client: a problem of this API, or what Nest, Fastify and our engines throw. The request is null for bytes that never became one. */
export const problemOfThrown = (thrown: unknown, request: FastifyRequest | null): Problem =>
  thrown instanceof ProblemException ? thrown.problem : problemOfFailure(failureOf(thrown, request));

/** A failure as a problem. 503 for trouble of ours that passes: those who ask here repeat by themselves, or are people who are told to. */
function problemOfFailure(failure: RequestFailure): Problem {
  switch (failure.kind) {
    case 'unavailable':
      return {
        ...problemOf('unavailable', { headers: { 'retry-after': String(ENGINE_RETRY_AFTER_SECONDS) } }),
        cause: failure.cause,
      };
    case 'rows-behind':
      return {
        ...problemOf('behind', { headers: { 'retry-after': String(BEHIND_RETRY_AFTER_SECONDS) } }),
        cause: 'busy',
      };
    case 'page-gone':
      return problemOf('place-gone');
    case 'no-route':
      return problemOf('no-endpoint');
    case 'method-not-offered':
      return problemOf('method-not-offered', { headers: { allow: failure.offered.join(', ') } });
    case 'method-unknown':
      return problemOf('method-not-known');
    case 'encoding-not-accepted':
      return problemOf('encoding', { headers: { 'accept-encoding': ACCEPTED_ENCODINGS } });
    case 'encoding-broken':
      return problemOf('encoding-broken');
    case 'too-large':
      return problemOf('too-large');
    case 'media-type':
      return problemOf('media-type');
    case 'head-too-large':
    case 'timeout':
    case 'unreadable':
      return problemOf('bad-request');
    case 'fault':
      return { ...problemOf('fault'), cause: 'fault' };
  }
}

/** What is sent of a problem. */
export function problemAnswer({
  kind,
  status,
  detail,
  errors,
  headers = {},
  cause = 'client',
}: Problem): FailureAnswer {
  const body = {
    type: `/problems/${kind}`,
    title: TITLES[status] ?? 'Refused',
    status,
    detail,
    kind,
    ...(errors ? { errors } : {}),
  };
  return {
    status,
    headers: { ...headers, 'content-type': PROBLEM_MEDIA_TYPE, 'cache-control': 'no-store' },
    body: JSON.stringify(body),
    cause,
  };
}

/** What is wrong with one field. */
export class FieldProblemView {
  @ApiProperty({ description: 'Path of the field.' })
  readonly field!: string;

  @ApiProperty({ description: 'What to do.' })
  readonly detail!: string;
}

/** Why something was not done (RFC 9457). */
export class ProblemView {
  @ApiProperty({ description: 'Address of the kind of problem.' })
  readonly type!: string;

  @ApiProperty({ description: 'The status in words.' })
  readonly title!: string;

  @ApiProperty({ description: 'HTTP status.' })
  readonly status!: number;

  @ApiProperty({ description: 'What happened, and what to do.' })
  readonly detail!: string;

  @ApiProperty({ description: 'The kind of problem, for programs.' })
  readonly kind!: string;

  @ApiProperty({
    description: 'What is wrong with which field, where the request could not be read.',
    type: () => FieldProblemView,
    isArray: true,
    required: false,
  })
  readonly errors?: readonly FieldProblemView[];
}
