import { describe, expect, it } from '@jest/globals';
import { MAX_BODY_DEPTH } from '@luciq/scim';
import { Answered } from './answer.ts';
import { JsonBody } from './json-body.ts';

const read = (text: string): unknown => new JsonBody().transform(Buffer.from(text));
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
function refusal(text: string): unknown {
  try {
    return read(text);
  } catch (thrown) {
    return thrown instanceof Answered ? thrown.answer.detail : thrown;
  }
}

describe('a body', () => {
  it('may be nested as deep as its limit, which is counted before it is read', () => {
    expect(read(nested(MAX_BODY_DEPTH))).toBeInstanceOf(Array);
    expect(refusal(nested(MAX_BODY_DEPTH + 1))).toContain(`${MAX_BODY_DEPTH} deep`);
    expect(refusal('{"a":'.repeat(MAX_BODY_DEPTH + 1))).toContain(`${MAX_BODY_DEPTH} deep`);
  });

  it('may have any brackets in its strings, and any number of objects beside each other', () => {
    const text = '['.repeat(MAX_BODY_DEPTH + 1);
    expect(read(JSON.stringify({ [text]: `\\"${text}` }))).toEqual({ [text]: `\\"${text}` });
    expect(read(JSON.stringify(Array.from({ length: 500 }, () => ({ a: [{}] }))))).toHaveLength(500);
  });
});
