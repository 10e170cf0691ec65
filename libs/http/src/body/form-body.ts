import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errorCodes } from 'fastify';

/** Media type of a form that a browser sends. */
const FORM_MEDIA_TYPE = 'application/x-www-form-urlencoded';

async function readAll(payload: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of payload as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > limit) break;
      chunks.push(chunk);
    }
  } catch (error) {
    // A client that hangs up is no fault of this service.
    throw Object.assign(new Error('the body ended early', { cause: error }), { statusCode: 400 });
  }
  if (length > limit) throw new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE();
  return Buffer.concat(chunks);
}

/**
 * A body of a media type that nobody takes is refused at its first byte. Where there is none the Content-Type says nothing: some clients send one with
 * every DELETE (RFC 9110 section 8.3 speaks of a message with content).
 */
export function refuseUnlessEmpty(
  _request: FastifyRequest,
  payload: IncomingMessage,
  done: (error: Error | null, body?: undefined) => void,
): void {
  const empty = (): void => settle(null);
  const refuse = (): void => settle(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE());
  const settle = (problem: Error | null): void => {
    const error = problem === null || 'statusCode' in problem ? problem : Object.assign(problem, { statusCode: 400 });
    payload.off('data', refuse).off('end', empty).off('error', settle);
    if (error) payload.pause();
    done(error);
  };
  payload.on('data', refuse).on('end', empty).on('error', settle);
}

/** Takes forms, as bytes, where they are welcome. Anywhere else they are refused before a byte is read, like any media type that nobody takes. */
export function acceptForms(fastify: FastifyInstance, isWelcome: (request: FastifyRequest) => boolean): void {
  fastify.addContentTypeParser(FORM_MEDIA_TYPE, (request, payload, done) => {
    if (request.is404) return done(null, undefined);
    if (!isWelcome(request)) return refuseUnlessEmpty(request, payload, done);
    readAll(payload, request.routeOptions.bodyLimit).then(
      (bytes) => done(null, bytes),
      (error: Error) => done(error, undefined),
    );
  });
}
