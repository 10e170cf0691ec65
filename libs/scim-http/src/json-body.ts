import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { checkText } from '@luciq/scim';
import { Answered } from './answer.ts';
import { required } from './required.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

const notJson = (): Answered =>
  new Answered({ status: 400, scimType: 'invalidSyntax', detail: 'The body is not valid JSON in UTF-8. Send one JSON object.' });

/**
 * Turns the bytes of a body into JSON, and refuses text that nothing can keep. It runs after the guard, so that an unknown client is told 401 and costs no
 * parsing. Keys such as `__proto__` stay harmless own keys: JSON.parse defines them, and the SCIM engine reads by schema.
 */
@Injectable()
export class JsonBody implements PipeTransform<unknown, unknown> {
  transform(body: unknown): unknown {
    if (!(body instanceof Buffer) || body.length === 0) throw notJson();
    const json = parse(body);
    required(checkText(json));
    return json;
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(body)) as unknown;
  } catch {
    throw notJson();
  }
}
