import type { Socket } from 'node:net';
import { errorBody } from '@luciq/scim';
import { transportAnswer } from './error/answer.ts';
import type { ErrorAnswer } from './error/answer.ts';
import { SCIM_MEDIA_TYPE } from './media-type.ts';
import { scimHeaders } from './response-headers.ts';
import { addressOfUnknownMethod, unknownMethodAnswer } from './unknown-method.ts';
import type { OfferedRoute } from './unknown-method.ts';

/** HTTP status of what Node's parser refuses before there is a request. */
const PARSER_STATUS: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** What Node's parser says of bytes that never became a request. */
type ParserError = Error & { readonly code?: string; readonly rawPacket?: unknown; readonly bytesParsed?: unknown };

interface Rendered {
  readonly mediaType: string;
  readonly body: string;
}

/** As a SCIM Error, which is all that such a client shows; at an address of the account API as a problem (RFC 9457). */
const rendered = (answer: ErrorAnswer, isScim: boolean): Rendered =>
  isScim
    ? { mediaType: SCIM_MEDIA_TYPE, body: JSON.stringify(errorBody(answer)) }
    : { mediaType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'Refused', status: answer.status, detail: answer.detail }) };

/** What the server has where; `isOthers` tells addresses that are not SCIM's. */
interface ServerAddresses {
  readonly routes: readonly OfferedRoute[];
  readonly publicUrl: string;
  readonly isOthers: (path: string) => boolean;
}

/** Answers bytes that never became a request, and closes the connection. */
export function answerBrokenRequest(error: ParserError, socket: Socket, given: ServerAddresses): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const address = error.code === 'HPE_INVALID_METHOD' && error.rawPacket instanceof Buffer ? addressOfUnknownMethod(error.rawPacket, error.bytesParsed) : null;
  const answer = address === null ? transportAnswer(PARSER_STATUS[error.code ?? ''] ?? 400) : unknownMethodAnswer(given.routes, address);
  const { mediaType, body } = rendered(answer, address === null || !given.isOthers(address.split('?', 1)[0] ?? ''));
  const headers = { ...answer.headers, ...scimHeaders(given.publicUrl), 'content-type': mediaType, 'content-length': String(Buffer.byteLength(body)), connection: 'close' };
  socket.end(`HTTP/1.1 ${answer.status} Refused\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`);
}
