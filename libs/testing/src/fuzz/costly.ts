import { randomUUID } from 'node:crypto';

/** A body that is as large as it may be and asks for nothing, and what the answer to it says. */
export interface CostlyBody {
  readonly why: string;
  readonly method: 'POST' | 'PATCH';
  /** Path below the base URL; `{group}` and `{user}` stand for ids of such. */
  readonly path: string;
  readonly body: Buffer;
  readonly status: number;
  /** What the sentence of the refusal has; null where there is none. */
  readonly sentence: string | null;
}

const MIB = 1_048_576;
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Parts, separated by commas, as many as there is room for. */
function filled(bytes: number, begin: string, part: (number: number) => string, end: string): Buffer {
  const parts: string[] = [];
  let length = begin.length + end.length;
  for (let number = 0; ; number += 1) {
    const next = part(number);
    length += next.length + 1;
    if (length > bytes) return Buffer.from(`${begin}${parts.join(',')}${end}`);
    parts.push(next);
  }
}

/** Bodies that once held a server for up to 2.6 s, made of what is cheap to send and dear to read. */
export function costlyBodies(): readonly CostlyBody[] {
  const operation = `{"schemas":["${PATCH_OP}"],"Operations":[{"op":"add","value":{`;
  return [
    {
      why: 'keys that are paths',
      method: 'PATCH',
      path: '/Groups/{group}',
      body: filled(8 * MIB, operation, (number) => `"name.a${number}.b${number}":1`, '}}]}'),
      status: 400,
      sentence: 'more than 2000 names',
    },
    {
      why: 'more members than one request may name',
      method: 'POST',
      path: '/Groups',
      body: filled(16 * MIB, '{"displayName":"g","members":[', () => `{"value":"${randomUUID()}"}`, ']}'),
      status: 400,
      sentence: 'more than 100000 members',
    },
    {
      why: 'names that no schema knows',
      method: 'POST',
      path: '/Users',
      body: filled(MIB, '{"userName":"keys@costly.example",', (number) => `"a${number.toString(36)}":1`, '}'),
      status: 400,
      sentence: 'more than 2000 names',
    },
    {
      why: 'objects of which none has a name of another',
      method: 'POST',
      path: '/Users',
      body: filled(MIB, '{"userName":"shapes@costly.example","x":[', (number) => `{"a${number.toString(36)}":1}`, ']}'),
      status: 201,
      sentence: null,
    },
    {
      why: 'empty objects',
      method: 'PATCH',
      path: '/Users/{user}',
      body: filled(MIB, `{"schemas":["${PATCH_OP}"],"Operations":[`, () => '{}', ']}'),
      status: 400,
      sentence: 'more than 1000 operations',
    },
    {
      why: 'escapes',
      method: 'POST',
      path: '/Users',
      body: filled(MIB, '{"userName":"escapes@costly.example","x":[', () => '"\\u0041\\n"', ']}'),
      status: 201,
      sentence: null,
    },
  ];
}
