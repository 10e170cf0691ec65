import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PipeTransform } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { plainBody } from '@luciq/http';
import type { Parsed } from '@luciq/scim';
import { parsedOrThrow } from '../error/scim-error.ts';
import { BYTES_READ_AT_ONCE } from '../limits.ts';
import { JsonReader } from './json-reader.ts';

/**
 * Turns the bytes of a body, unpacked where they were compressed, into JSON, and refuses text that nothing can keep. It runs after the guard, so that an
 * unknown client is told 401 and costs no reading. Other requests are answered between two parts of a large body.
 */
@Injectable()
export class JsonBody implements PipeTransform<unknown, unknown> {
  async transform(sent: unknown): Promise<unknown> {
    const body = await plainBody(sent);
    const reader = new JsonReader(body instanceof Buffer ? withoutMark(body) : Buffer.alloc(0));
    let read: Parsed<unknown> | null = null;
    while (!(read = reader.read(BYTES_READ_AT_ONCE))) await nextTurn();
    return parsedOrThrow(read);
  }
}

const MARK = Buffer.from('\ufeff');

/** A byte order mark may be passed over (RFC 8259 section 8.1). */
const withoutMark = (body: Buffer): Buffer =>
  body.subarray(0, MARK.length).equals(MARK) ? body.subarray(MARK.length) : body;
