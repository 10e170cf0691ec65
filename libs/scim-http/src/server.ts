import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { errorBody } from '@luciq/scim';
import { transportAnswer, tryLater } from './error/answer.ts';
import type { ErrorAnswer } from './error/answer.ts';
import type { ActivityRecorder } from './activity/activity.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { SCIM_PATH } from './endpoints.ts';
import { acceptForms, refuseUnlessEmpty } from './form-body.ts';
import { ENGINE_RETRY_AFTER_SECONDS, KEEP_ALIVE_MS, MAX_BODY_BYTES, MAX_BULK_BODY_BYTES, MAX_GROUP_BODY_BYTES, MAX_ID_LENGTH, REQUEST_TIMEOUT_MS } from './limits.ts';
import { SCIM_MEDIA_TYPE } from './media-type.ts';
import { neighbourOf, takesForm } from './neighbour.ts';
import type { Neighbour } from './neighbour.ts';
import { NotOpenYet } from './not-open-yet.ts';
import { packedOrPlain } from './packed-body.ts';
import { parsedQuery } from './query-string.ts';
import { scimHeaders } from './response-headers.ts';
import { MethodNotOffered, methodsAt, unknownMethodAnswer } from './unknown-method.ts';
import type { OfferedRoute } from './unknown-method.ts';

/** Routes whose bodies may be larger than others. */
const LARGE_BODIES = [
  { path: new RegExp(`^${SCIM_PATH}/Groups(/:id)?$`), bytes: MAX_GROUP_BODY_BYTES },
  { path: new RegExp(`^${SCIM_PATH}/Bulk$`), bytes: MAX_BULK_BODY_BYTES },
] as const;

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

/** Whom the server tells of its answers, who else has addresses on it, and whether it can answer yet. */
export interface ScimServerOptions {
  /** Filled with what the server offers, for answers to methods that are not. */
  readonly routes?: OfferedRoute[];
  /** Where clients reach the server, without a path. */
  readonly publicUrl?: () => string;
  /** False while engines have not been confirmed: every request is then answered as one that is to be repeated. */
  readonly isOpen?: () => boolean;
  readonly onAnswered?: ((answered: AnsweredRequest) => void) | undefined;
  readonly recorder?: ActivityRecorder | null;
  readonly neighbours?: readonly Neighbour[];
  /** Proxies that are believed about whom they speak for: addresses and networks. */
  readonly trustedProxies?: readonly string[];
}

/**
 * The HTTP server of the SCIM face: bodies stay bytes until the guard has let the request in, every answer carries
 * `x-request-id` and the SCIM media type, slashes doubled or at the end do no harm, and every size and time has a limit.
 * Addresses of neighbours have their own ways.
 */
export function scimServer(options: ScimServerOptions = {}): FastifyAdapter {
  const { onAnswered = () => undefined, recorder = null, neighbours = [], routes = [], publicUrl = () => '', isOpen = () => true, trustedProxies = [] } = options;
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
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: MAX_ID_LENGTH, querystringParser: parsedQuery },
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, { routes, publicUrl: publicUrl(), isOthers: (path) => neighbours.some((neighbour) => neighbour.owns(path)) }),
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
      const neighbour = neighbourOf(neighbours, request);
      if (neighbour) {
        neighbour.onRequest(request, reply);
        return neighbour.answer(error, request, reply);
      }
      const answer = transportAnswer(400);
      sendScim(reply, answer, publicUrl());
    },
  });
  const fastify = adapter.getInstance();
  fastify.addHook('onRoute', (route) => {
    const limit = LARGE_BODIES.find(({ path }) => path.test(route.url))?.bytes;
    if (limit !== undefined) route.bodyLimit = limit;
    for (const method of [route.method].flat()) if (KNOWN_METHODS.has(method)) routes.push({ method, pattern: route.url });
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(/^application\/(?:scim\+)?json(?:$|[\s;])/i, { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    try {
      done(null, packedOrPlain(body, request.headers['content-encoding'], request.routeOptions.bodyLimit));
    } catch (error) {
      done(error as Error);
    }
  });
  fastify.addContentTypeParser('*', refuseUnlessEmpty);
  if (neighbours.length > 0) acceptForms(fastify, (request) => takesForm(neighbours, request));
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    const neighbour = neighbourOf(neighbours, request);
    if (neighbour) neighbour.onRequest(request, reply);
    else void reply.headers(scimHeaders(publicUrl())).header('content-type', SCIM_MEDIA_TYPE).serializer(asItIs);
    forgetTypeOfNoBody(request.headers);
    const refused = KNOWN_METHODS.has(request.method) ? (isOpen() ? null : new NotOpenYet()) : new MethodNotOffered(methodsAt(routes, request.url));
    if (refused === null) return done();
    if (neighbour) return neighbour.answer(refused, request, reply);
    sendScim(reply, refused instanceof NotOpenYet ? tryLater(ENGINE_RETRY_AFTER_SECONDS, 'engine') : unknownMethodAnswer(routes, request.url), publicUrl());
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    onAnswered({ route: request.routeOptions.url ?? 'none', method: request.method, status: reply.statusCode, seconds: reply.elapsedTime / 1_000 });
    recorder?.answered(request, reply);
    done();
  });
  for (const neighbour of neighbours) neighbour.prepare(fastify);
  return adapter;
}

/** Answers with a SCIM Error before there is a controller. */
function sendScim(reply: FastifyReply, answer: ErrorAnswer, publicUrl: string): void {
  void reply
    .code(answer.status)
    .headers({ ...scimHeaders(publicUrl), ...answer.headers, 'content-type': SCIM_MEDIA_TYPE })
    .serializer(asItIs)
    .send(JSON.stringify(errorBody(answer)));
}

/** The beginning of a media type (RFC 9110 section 8.3.1), and what any other text counts as. */
const MEDIA_TYPE = /^\s*[!#$%&'*+.^_`|~0-9A-Za-z-]+\/[!#$%&'*+.^_`|~0-9A-Za-z-]/;
const UNKNOWN_MEDIA_TYPE = 'application/octet-stream';

/** Where there is no body its Content-Type says nothing, whatever it says (RFC 9110 section 8.3). */
function forgetTypeOfNoBody(headers: IncomingHttpHeaders): void {
  const { 'content-type': type, 'content-length': length, 'transfer-encoding': coding } = headers;
  if (type === undefined) return;
  if ((coding === undefined || coding === '') && (length === undefined || Number(length) === 0)) delete headers['content-type'];
  // The framework refuses what is no media type before it has looked for a body.
  else if (!MEDIA_TYPE.test(type)) headers['content-type'] = UNKNOWN_MEDIA_TYPE;
}
