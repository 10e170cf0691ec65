import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Patience } from '@luciq/service';
import type { HttpApis } from './api.ts';
import { pathOf } from './api.ts';
import { acceptForms, refuseUnlessEmpty } from './body/form-body.ts';
import { packedOrPlain } from './body/packed-body.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { NotOpenYet, UnreadableRequest } from './failure.ts';
import { ENGINE_PATIENCE_MS, KEEP_ALIVE_MS, MAX_BODY_BYTES, MAX_ID_LENGTH, REQUEST_TIMEOUT_MS } from './limits.ts';
import type { OfferedRoute } from './offered-routes.ts';
import { MethodNotOffered, methodsAt } from './offered-routes.ts';
import { parsedQuery } from './query-string.ts';

/** With a serializer of its own Fastify leaves the media type alone; it would add a charset, which SCIM's has not. */
const asItIs = (text: string): string => text;

/** An answer, as metrics see it. `route` is the route's pattern; `none` where no route was found. */
export interface AnsweredRequest {
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
}

/** Methods that some address of this service offers. */
const KNOWN_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** What the server answers with, whom it tells of its answers, and whether it can answer yet. */
export interface HttpServerOptions {
  readonly apis: HttpApis;
  /** Filled with what the server offers. */
  readonly routes: OfferedRoute[];
  /** False while engines have not been confirmed: every request is then answered as one that is to be repeated. */
  readonly isOpen: () => boolean;
  readonly onAnswered: (answered: AnsweredRequest) => void;
  /** Proxies that are believed about whom they speak for: addresses and networks. */
  readonly trustedProxies: readonly string[];
}

/**
 * The HTTP server under every API: bodies stay bytes until guards have let the request in, every answer carries `x-request-id` and the headers of the API
 * that has the address, slashes doubled or at the end do no harm, and every size and time has a limit.
 */
export function httpServer({ apis, routes, isOpen, onAnswered, trustedProxies }: HttpServerOptions): FastifyAdapter {
  const begin = (request: FastifyRequest, reply: FastifyReply): void => {
    const api = apis.of(request);
    const [path = ''] = request.url.split('?', 1);
    void reply.header('x-request-id', request.id).headers(api.headers(path));
    if (api.sendsText) void reply.serializer(asItIs);
  };
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    // A request on a connection that is kept alive is still answered while the port closes: 503 would be repeated by nobody.
    return503OnClosing: false,
    requestIdHeader: false,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    genReqId: () => randomUUID(),
    routerOptions: {
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
      maxParamLength: MAX_ID_LENGTH,
      querystringParser: parsedQuery,
    },
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, { apis, routes }),
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply): void => {
      begin(request, reply);
      apis.fail(new UnreadableRequest(400), request, reply);
    },
  });
  const fastify = adapter.getInstance();
  const patiences = new WeakMap<FastifyRequest, Patience>();
  fastify.addHook('onRoute', (route) => {
    const limit = apis.at(route.url).bodyLimit?.(route.url);
    if (limit !== undefined) route.bodyLimit = limit;
    for (const method of [route.method].flat())
      if (KNOWN_METHODS.has(method)) routes.push({ method, pattern: route.url });
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    /^application\/(?:scim\+)?json(?:$|[\s;])/i,
    { parseAs: 'buffer' },
    (request, body: Buffer, done) => {
      try {
        done(null, packedOrPlain(body, request.headers['content-encoding'], request.routeOptions.bodyLimit));
      } catch (error) {
        done(error as Error);
      }
    },
  );
  fastify.addContentTypeParser('*', refuseUnlessEmpty);
  acceptForms(fastify, (request) => apis.of(request).takesForm?.(pathOf(request)) ?? false);
  fastify.addHook('onRequest', (request, reply, done) => {
    begin(request, reply);
    forgetTypeOfNoBody(request.headers);
    if (!KNOWN_METHODS.has(request.method))
      return apis.fail(new MethodNotOffered(methodsAt(routes, request.url)), request, reply);
    if (!isOpen()) return apis.fail(new NotOpenYet(), request, reply);
    done();
  });
  // Not before the body has been read: what its parser calls back is outside of the request's context.
  fastify.addHook('preValidation', (request, _reply, done) => {
    const patience = new Patience(ENGINE_PATIENCE_MS);
    patiences.set(request, patience);
    patience.run(done);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    patiences.get(request)?.end();
    onAnswered({
      route: request.routeOptions.url ?? 'none',
      method: request.method,
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1_000,
    });
    for (const api of apis.all) api.answered?.(request, reply);
    done();
  });
  for (const api of apis.all) api.addRoutes?.(fastify);
  return adapter;
}

/** The beginning of a media type (RFC 9110 section 8.3.1), and what any other text counts as. */
const MEDIA_TYPE = /^\s*[!#$%&'*+.^_`|~0-9A-Za-z-]+\/[!#$%&'*+.^_`|~0-9A-Za-z-]/;
const UNKNOWN_MEDIA_TYPE = 'application/octet-stream';

/** Where there is no body its Content-Type says nothing, whatever it says (RFC 9110 section 8.3). */
function forgetTypeOfNoBody(headers: IncomingHttpHeaders): void {
  const { 'content-type': type, 'content-length': length, 'transfer-encoding': coding } = headers;
  if (type === undefined) return;
  if ((coding === undefined || coding === '') && (length === undefined || Number(length) === 0))
    // Not deleted: the engine reads an object that lost a member more slowly ever after.
    headers['content-type'] = undefined;
  // The framework refuses what is no media type before it has looked for a body.
  else if (!MEDIA_TYPE.test(type)) headers['content-type'] = UNKNOWN_MEDIA_TYPE;
}
