import type { PipeTransform } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { plainBody } from '@luciq/http';
import { checkText, MAX_BODY_DEPTH } from '@luciq/scim';
import { ScimException } from '../error/scim-error.ts';
import { parsedOrThrow } from '../error/scim-error.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

const notJson = (): ScimException =>
  new ScimException({
    status: 400,
    scimType: 'invalidSyntax',
    detail: 'The body is not valid JSON in UTF-8. Send one JSON object.',
  });

const tooDeep = (): ScimException =>
  new ScimException({
    status: 400,
    scimType: 'invalidSyntax',
    detail: `The body must not be nested more than ${MAX_BODY_DEPTH} deep. Send SCIM resources only.`,
  });

/**
 * Turns the bytes of a body, unpacked where they were compressed, into JSON, and refuses text that nothing can keep. It runs after the guard, so that an unknown client is told 401 and costs no
 * parsing. Keys such as `__proto__` stay harmless own keys: JSON.parse defines them, and the SCIM engine reads by schema.
 */
@Injectable()
export class JsonBody implements PipeTransform<unknown, unknown> {
  async transform(sent: unknown): Promise<unknown> {
    const body = await plainBody(sent);
    if (!(body instanceof Buffer) || body.length === 0) throw notJson();
    if (isTooDeep(body)) throw tooDeep();
    const json = parse(body);
    parsedOrThrow(checkText(json));
    return json;
  }
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
/** Brackets and braces differ by this bit alone. */
const EITHER = 0x20;
const [OPENING, CLOSING] = [0x7b, 0x7d];

/** True for a body that is nested deeper than anything SCIM has: reading millions of levels takes seconds and hundreds of MiB. */
function isTooDeep(body: Buffer): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    if (inString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if ((byte | EITHER) === OPENING) {
      depth += 1;
      if (depth > MAX_BODY_DEPTH) return true;
    } else if ((byte | EITHER) === CLOSING) depth -= 1;
  }
  return false;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(body)) as unknown;
  } catch {
    throw notJson();
  }
}
