import { describe, expect, it } from '@jest/globals';
import { MAX_BODY_DEPTH } from '@luciq/scim';
import { ScimException } from '../error/scim-error.ts';
import { BYTES_READ_AT_ONCE } from '../limits.ts';
import { JsonBody } from './json-body.ts';

const read = (text: string): Promise<unknown> => new JsonBody().transform(Buffer.from(text));
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
async function refusal(text: string): Promise<unknown> {
  try {
    return await read(text);
  } catch (thrown) {
    return thrown instanceof ScimException ? thrown.error.detail : thrown;
  }
}

describe('a body', () => {
  it('may be nested as deep as its limit, which is counted before it is read', async () => {
    expect(await read(nested(MAX_BODY_DEPTH))).toBeInstanceOf(Array);
    expect(await refusal(nested(MAX_BODY_DEPTH + 1))).toContain(`${MAX_BODY_DEPTH} deep`);
    expect(await refusal('{"a":'.repeat(MAX_BODY_DEPTH + 1))).toContain(`${MAX_BODY_DEPTH} deep`);
  });

  it('may have any brackets in its strings, and any number of objects beside each other', async () => {
    const text = '['.repeat(MAX_BODY_DEPTH + 1);
    expect(await read(JSON.stringify({ [text]: `\\"${text}` }))).toEqual({ [text]: `\\"${text}` });
    expect(await read(JSON.stringify(Array.from({ length: 500 }, () => ({ a: [{}] }))))).toHaveLength(500);
  });

  it('lets other work run between its parts', async () => {
    const members = Array.from({ length: 50_000 }, (_, number) => ({ value: `id ${number}` }));
    const text = JSON.stringify(members);
    let isRead = false;
    let turns = 0;
    const count = (): void => {
      turns += 1;
      if (!isRead) setImmediate(count);
    };
    setImmediate(count);
    expect(await read(text)).toHaveLength(members.length);
    isRead = true;
    expect(turns).toBeGreaterThanOrEqual(Math.floor(text.length / BYTES_READ_AT_ONCE));
  });

  it('may begin with a byte order mark', async () => {
    expect(await read('\ufeff{"a":1}')).toEqual({ a: 1 });
  });
});
