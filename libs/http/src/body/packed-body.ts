import { promisify } from 'node:util';
import type { ZlibOptions } from 'node:zlib';
import { gunzip, inflate, inflateRaw } from 'node:zlib';
import { MAX_UNPACKED_RATIO, SMALL_UNPACKED_BYTES, UNPACKED_AT_ONCE } from '../limits.ts';

/** Content codings that a body may have (RFC 9110 section 8.4.1); the value of Accept-Encoding in an answer that refuses another. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate';

/** Bytes that are handed over in one turn of the event loop. */
const CHUNK_BYTES = 65_536;

/** With `info`, zlib also says how many bytes it has used. */
type Unpack = (
  bytes: Buffer,
  options: ZlibOptions,
) => Promise<{ readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } }>;
const UNPACK = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  'deflate without a header': promisify(inflateRaw),
} as unknown as Readonly<Record<'gzip' | 'deflate' | 'deflate without a header', Unpack>>;

/** The body has a content coding that is not taken, or several: 415 with Accept-Encoding (RFC 9110 section 15.5.16, RFC 7694). */
export class EncodingNotAccepted extends Error {
  override readonly name = 'EncodingNotAccepted';
  readonly statusCode = 415;
}

/** The body is not what its Content-Encoding says, is cut off, or goes on after its end. */
export class PackedBodyBroken extends Error {
  override readonly name = 'PackedBodyBroken';
  readonly statusCode = 400;
}

/** The body is larger than its limit once it is unpacked, or out of all proportion to what was sent. */
export class PackedBodyTooLarge extends Error {
  override readonly name = 'PackedBodyTooLarge';
  readonly statusCode = 413;
}

/** A body as it came, with a content coding. It is unpacked only after the guard has let the request in, and never beyond its limit. */
export class PackedBody {
  private readonly bytes: Buffer;
  private readonly coding: 'gzip' | 'deflate';
  private readonly limit: number;

  constructor(bytes: Buffer, coding: 'gzip' | 'deflate', limit: number) {
    this.bytes = bytes;
    this.coding = coding;
    this.limit = limit;
  }

  /** The plain bytes, made on another thread. Throws PackedBodyBroken or PackedBodyTooLarge. */
  unpacked(): Promise<Buffer> {
    return inTurn(() => this.unpack());
  }

  private async unpack(): Promise<Buffer> {
    const maxOutputLength = Math.min(
      this.limit,
      Math.max(SMALL_UNPACKED_BYTES, this.bytes.length * MAX_UNPACKED_RATIO),
    );
    const kind = this.coding === 'deflate' && !hasZlibHeader(this.bytes) ? 'deflate without a header' : this.coding;
    try {
      const { buffer, engine } = await UNPACK[kind](this.bytes, {
        maxOutputLength,
        chunkSize: CHUNK_BYTES,
        info: true,
      });
      if (engine.bytesWritten !== this.bytes.length) throw new PackedBodyBroken('more follows');
      return buffer;
    } catch (error) {
      if (error instanceof PackedBodyBroken) throw error;
      const isTooLarge =
        typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
      throw isTooLarge
        ? new PackedBodyTooLarge('unpacked', { cause: error })
        : new PackedBodyBroken('unpacked', { cause: error });
    }
  }
}

/** `deflate` means the zlib format; some clients send the bare data (RFC 9110 section 8.4.1.2). */
const hasZlibHeader = (bytes: Buffer): boolean =>
  bytes.length >= 2 && ((bytes[0] ?? 0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;

/** The body of a request with this Content-Encoding: as it came where there is none. Throws EncodingNotAccepted. */
export function packedOrPlain(bytes: Buffer, contentEncoding: string | undefined, limit: number): Buffer | PackedBody {
  // No body has no coding.
  if (bytes.length === 0) return bytes;
  switch (contentEncoding?.trim().toLowerCase() ?? '') {
    case '':
    case 'identity':
      return bytes;
    case 'gzip':
    case 'x-gzip':
      return new PackedBody(bytes, 'gzip', limit);
    case 'deflate':
      return new PackedBody(bytes, 'deflate', limit);
    default:
      throw new EncodingNotAccepted('Content-Encoding');
  }
}

/** The plain bytes of a body, unpacked if need be. Throws PackedBodyBroken or PackedBodyTooLarge. */
export const plainBody = async (body: unknown): Promise<unknown> =>
  body instanceof PackedBody ? body.unpacked() : body;

let running = 0;
const waiting: (() => void)[] = [];

/** Does a work as soon as fewer than UNPACKED_AT_ONCE are being done: many senders of a few bytes must not cost many times the limit. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running < UNPACKED_AT_ONCE) running += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
