import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errorCodes } from 'fastify';

/** Media type of a form that a browser sends. */
const FORM_MEDIA_TYPE = 'application/x-www-form-urlencoded';

async function readAll(payload: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of payload as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Takes forms, as bytes, where they are welcome. Anywhere else they are refused before a byte is read, like any media type that nobody takes. */
export function acceptForms(fastify: FastifyInstance, isWelcome: (request: FastifyRequest) => boolean): void {
  fastify.addContentTypeParser(FORM_MEDIA_TYPE, (request, payload, done) => {
    if (request.is404) return done(null, undefined);
    if (!isWelcome(request)) return done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(), undefined);
    readAll(payload, request.routeOptions.bodyLimit).then((bytes) => done(null, bytes), (error: Error) => done(error, undefined));
  });
}
