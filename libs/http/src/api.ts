import type { DynamicModule } from '@nestjs/common';
import { HttpException } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AnswerCause, Log } from '@luciq/telemetry';
import { failure, logAnswer } from '@luciq/telemetry';
import { afterBody } from './body/unread-body.ts';
import type { OfferedRoute } from './offered-routes.ts';
import { MethodNotOffered, methodsAt } from './offered-routes.ts';

/** What is answered to a request that failed. */
export interface FailureAnswer {
  readonly status: number;
  /** With the media type of the body. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What brought it about, for the level of the line in the log. */
  readonly cause: AnswerCause;
}

/** One API of the server: a Nest module, the addresses that are its own, and what it says of failures there. */
export interface HttpApi {
  readonly module: DynamicModule;
  /** True for its addresses. The path has single slashes and no query. */
  owns(path: string): boolean;
  /** Headers of every answer at a path of its own. */
  headers(path: string): Readonly<Record<string, string>>;
  /** Renders anything thrown, by controllers, Nest or Fastify. The request is null for bytes that never became one. */
  failed(thrown: unknown, request: FastifyRequest | null): FailureAnswer;
  /** Bytes in the body of a request to a route, by the pattern of the route; MAX_BODY_BYTES unless given. */
  bodyLimit?(pattern: string): number | undefined;
  /** True for a path of its own that takes a form; none does unless given. */
  takesForm?(path: string): boolean;
  /** True where controllers give text that is sent as it is, under the media type of `headers`. */
  readonly sendsText?: boolean;
  /** Adds routes that are no controllers'. */
  addRoutes?(fastify: FastifyInstance): void;
  /** After each answer of the server. */
  answered?(request: FastifyRequest, reply: FastifyReply): void;
}

/** The path of a request: that of its route's pattern where there is a route, since the router takes several spellings for the same one. */
export function pathOf(request: FastifyRequest): string {
  const { url } = request.routeOptions;
  if (url !== undefined) return url;
  const [path = ''] = request.url.split('?', 1);
  return path.replace(/\/{2,}/g, '/');
}

const TOO_LARGE = 413;

/** The APIs of a server. The first that owns an address has it, the last one also those that nobody owns. */
export class HttpApis {
  private readonly last: HttpApi;
  /** Patterns of the routes of requests. */
  private readonly ofRoutes = new Map<string, HttpApi>();

  /** `routes` is what the server offers; it is filled as routes are added. */
  constructor(
    readonly all: readonly HttpApi[],
    private readonly routes: readonly OfferedRoute[],
    private readonly log: Log,
  ) {
    const last = all.at(-1);
    if (!last) throw new TypeError('a server needs an API');
    this.last = last;
  }

  /** The API that has a path. */
  at(path: string): HttpApi {
    return this.all.find((api) => api.owns(path)) ?? this.last;
  }

  /** The API that a request is to. */
  of(request: FastifyRequest): HttpApi {
    const { url } = request.routeOptions;
    const known = url === undefined ? undefined : this.ofRoutes.get(url);
    if (known) return known;
    const api = this.at(pathOf(request));
    if (url !== undefined) this.ofRoutes.set(url, api);
    return api;
  }

  /** Answers a request with what its API says of something thrown, and writes the line of the log. */
  fail(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const cause = this.withMethods(thrown, request);
    const answer = this.of(request).failed(cause, request);
    const { status, headers, body } = answer;
    const route = request.routeOptions.url;
    const fields = {
      requestId: request.id,
      method: request.method,
      status,
      failure: failure(thrown),
      ...(route === undefined ? {} : { route }),
    };
    logAnswer(this.log, answer.cause, fields, 'request failed');
    const send = (): void => void reply.status(status).headers(headers).send(body);
    if (status === TOO_LARGE) afterBody(request.raw, send);
    else send();
  }

  /** Where there is no route the address may be there for other methods. */
  private withMethods(thrown: unknown, request: FastifyRequest): unknown {
    if (!(thrown instanceof HttpException) || thrown.getStatus() !== 404 || request.routeOptions.url !== undefined)
      return thrown;
    const offered = methodsAt(this.routes, request.url);
    return offered.length > 0 ? new MethodNotOffered(offered) : thrown;
  }
}
