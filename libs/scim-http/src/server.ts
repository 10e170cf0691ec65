import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { errorBody } from '@luciq/scim';
import { transportAnswer } from './answer.ts';
import type { ActivityRecorder } from './activity.ts';
import { SCIM_PATH } from './endpoints.ts';
import { acceptForms } from './form-body.ts';
import { KEEP_ALIVE_MS, MAX_BODY_BYTES, MAX_BULK_BODY_BYTES, MAX_GROUP_BODY_BYTES, MAX_ID_LENGTH, REQUEST_TIMEOUT_MS } from './limits.ts';
import { SCIM_MEDIA_TYPE } from './media-type.ts';
import { neighbourOf, takesForm } from './neighbour.ts';
import type { Neighbour } from './neighbour.ts';

/** HTTP status of what Node's parser refuses before there is a request. */
const PARSER_STATUS: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** Routes whose bodies may be larger than others. */
const LARGE_BODIES = [
  { path: new RegExp(`^${SCIM_PATH}/Groups(/:id)?$`), bytes: MAX_GROUP_BODY_BYTES },
  { path: new RegExp(`^${SCIM_PATH}/Bulk$`), bytes: MAX_BULK_BODY_BYTES },
] as const;

/** With a serializer of its own Fastify leaves the media type alone; it would add a charset, which SCIM's has not. */
const asItIs = (text: string): string => text;

/** Answers bytes that never became a request, still as a SCIM Error: a client shows nothing else. */
function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const answer = transportAnswer(PARSER_STATUS[error.code ?? ''] ?? 400);
  const body = JSON.stringify(errorBody(answer));
  const head = `HTTP/1.1 ${answer.status} Refused\r\ncontent-type: ${SCIM_MEDIA_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n`;
  socket.end(head + body);
}

/** An answer, as metrics see it. `route` is the route's pattern; `none` where no route was found. */
export interface AnsweredRequest {
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
}

/** Whom the server tells of its answers, and who else has addresses on it. */
export interface ScimServerOptions {
  readonly onAnswered?: ((answered: AnsweredRequest) => void) | undefined;
  readonly recorder?: ActivityRecorder | null;
  readonly neighbours?: readonly Neighbour[];
}

/**
 * The HTTP server of the SCIM face: bodies stay bytes until the guard has let the request in, every answer carries
 * `x-request-id` and the SCIM media type, slashes doubled or at the end do no harm, and every size and time has a limit.
 * Addresses of neighbours have their own ways.
 */
export function scimServer({ onAnswered = () => undefined, recorder = null, neighbours = [] }: ScimServerOptions = {}): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    // A request on a connection that is kept alive is still answered while the port closes: 503 would be repeated by nobody.
    return503OnClosing: false,
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: MAX_ID_LENGTH },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
      const neighbour = neighbourOf(neighbours, request);
      if (neighbour) return neighbour.answer(error, request, reply);
      const answer = transportAnswer(400);
      void reply.code(answer.status).header('content-type', SCIM_MEDIA_TYPE).serializer(asItIs).send(JSON.stringify(errorBody(answer)));
    },
  });
  const fastify = adapter.getInstance();
  fastify.addHook('onRoute', (route) => {
    const limit = LARGE_BODIES.find(({ path }) => path.test(route.url))?.bytes;
    if (limit !== undefined) route.bodyLimit = limit;
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(/^application\/(?:scim\+)?json(?:$|[\s;])/i, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  if (neighbours.length > 0) acceptForms(fastify, (request) => takesForm(neighbours, request));
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    const neighbour = neighbourOf(neighbours, request);
    if (neighbour) neighbour.onRequest(request, reply);
    else void reply.header('content-type', SCIM_MEDIA_TYPE).serializer(asItIs);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    onAnswered({ route: request.routeOptions.url ?? 'none', method: request.method, status: reply.statusCode, seconds: reply.elapsedTime / 1_000 });
    recorder?.answered(request, reply);
    done();
  });
  for (const neighbour of neighbours) neighbour.prepare(fastify);
  return adapter;
}
