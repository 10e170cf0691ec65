import type { Socket } from 'node:net';
import type { HttpApis } from './api.ts';
import { UnreadableRequest } from './failure.ts';
import type { OfferedRoute } from './offered-routes.ts';
import { addressOfUnknownMethod, MethodNotOffered, methodsAt } from './offered-routes.ts';

/** HTTP status of what Node's parser refuses before there is a request. */
const PARSER_STATUS: Readonly<Record<string, 408 | 431>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** What Node's parser says of bytes that never became a request. */
type ParserError = Error & { readonly code?: string; readonly rawPacket?: unknown; readonly bytesParsed?: unknown };

/** Answers bytes that never became a request, as the API whose address they name, and closes the connection. */
export function answerBrokenRequest(
  error: ParserError,
  socket: Socket,
  { apis, routes }: { readonly apis: HttpApis; readonly routes: readonly OfferedRoute[] },
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const address =
    error.code === 'HPE_INVALID_METHOD' && error.rawPacket instanceof Buffer
      ? addressOfUnknownMethod(error.rawPacket, error.bytesParsed)
      : null;
  const path = (address ?? '').split('?', 1)[0] ?? '';
  const api = apis.at(path.replace(/\/{2,}/g, '/'));
  const { status, headers, body } = api.failed(
    address === null
      ? new UnreadableRequest(PARSER_STATUS[error.code ?? ''] ?? 400)
      : new MethodNotOffered(methodsAt(routes, address)),
    null,
  );
  const all = {
    ...api.headers(path),
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  socket.end(
    `HTTP/1.1 ${status} Refused\r\n${Object.entries(all)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n${body}`,
  );
}
