/** A method, and a route that offers it: its pattern as the router has it. */
export interface OfferedRoute {
  readonly method: string;
  readonly pattern: string;
}

/** True for a path that a pattern of the router matches: `:name` is one segment, `*` at the end is anything. */
function matches(pattern: string, path: string): boolean {
  const [wanted, segments] = [pattern.split('/'), path.split('/')];
  for (let at = 0; at < wanted.length; at += 1) {
    const segment = wanted[at] ?? '';
    if (segment === '*') return segments.length > at;
    if (segments[at] === undefined || (segment.startsWith(':') ? segments[at] === '' : segment !== segments[at]))
      return false;
  }
  return wanted.length === segments.length;
}

/** The methods that routes offer for an address, in order, none for an address that nobody knows. `url` is as it came, with any query. */
export function methodsAt(routes: readonly OfferedRoute[], url: string): readonly string[] {
  const [path = ''] = url.split('?', 1);
  const tidy = path.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
  return [...new Set(routes.filter(({ pattern }) => matches(pattern, tidy)).map(({ method }) => method))].sort();
}

/** The method has no use at an address; `offered` names those that have, none where nothing is there. */
export class MethodNotOffered extends Error {
  override readonly name = 'MethodNotOffered';
  constructor(readonly offered: readonly string[]) {
    super('the method is not offered');
  }
}

const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}) (\S{1,8192}) HTTP\/1\.[01]\r?\n/;

/**
 * The address of a request whose method Node's parser does not know, in the packet in which it gave up after so many bytes; earlier requests may be in it,
 * too. Null for bytes that are no request of HTTP/1, or whose line goes on in the next packet: nothing more is read of such a connection.
 */
export function addressOfUnknownMethod(packet: Buffer, bytesParsed: unknown): string | null {
  const line =
    typeof bytesParsed === 'number' && bytesParsed > 0
      ? packet.lastIndexOf('\n', Math.min(bytesParsed, packet.length) - 1) + 1
      : 0;
  return REQUEST_LINE.exec(packet.subarray(line, line + 16_384).toString('latin1'))?.[2] ?? null;
}
