import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_OBJECT_NAMES } from '@luciq/scim';
import { JsonReader } from './json-reader.ts';

/** What comes of a text that is read so many bytes at a time, and in how many parts. */
function read(text: string | Buffer, bytes = 7): { readonly parts: number; readonly value: unknown } {
  const reader = new JsonReader(Buffer.from(text));
  for (let parts = 1; ; parts += 1) {
    const result = reader.read(bytes);
    if (result) return { parts, value: result.ok ? result.value : result.problem.scimType };
  }
}
function native(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return 'invalidSyntax';
  }
}
const names = (count: number): string =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, number) => [`n${number}`, number])));

describe('JSON that is read a part at a time', () => {
  it('is what JSON.parse makes of it, whatever the parts', () => {
    fc.assert(
      fc.property(
        fc.json({ stringUnit: 'binary' }),
        fc.nat(3),
        fc.integer({ min: 1, max: 40 }),
        (json, indent, bytes) => {
          const text = JSON.stringify(JSON.parse(json), null, indent);
          if (/\\u0000|\\ud[89a-f]/i.test(text)) return;
          expect(read(text, bytes).value).toEqual(native(text));
        },
      ),
    );
  });

  it('is refused where JSON.parse refuses it, and only there', () => {
    const pieces = [
      ...'{}[],:"\\ -+.eE01',
      'true',
      'null',
      'fals',
      '"a"',
      '"b":',
      '\\u0041',
      '\\x',
      '\n',
      '\u0001',
      '\u00a0',
      'ü',
      '/',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (chosen) => {
        const text = chosen.join('');
        expect(read(text, 3).value).toEqual(native(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    '[1 2]',
    '[,]',
    '{"a":1,}',
    '[1,]',
    '{"a"}',
    '{a:1}',
    '{"a":1]',
    '[1}',
    '01',
    '1.',
    '-',
    '+1',
    '"\t"',
    '"a',
    '"\\',
    'NaN',
    '',
    ' ',
    '[1]]',
    '{} {}',
    '"\\u12"',
  ])('is refused: %s', (text) => {
    expect(native(text)).toBe('invalidSyntax');
    expect(read(text).value).toBe('invalidSyntax');
  });

  it('is refused where it is not UTF-8', () => {
    for (const bytes of [
      [0x22, 0xff, 0x22],
      [0x22, 0xc3, 0x22],
      [0xef, 0xbb, 0xbf, 0x31],
      [0x22, 0x5c, 0x6e, 0xed, 0xa0, 0x80, 0x22],
    ])
      expect(read(Buffer.from(bytes)).value).toBe('invalidSyntax');
  });

  it('keeps names that mean something to JavaScript like all others, and the last of two', () => {
    const value = read('{"__proto__":{"a":1},"constructor":2,"b":3,"b":4}').value as Record<string, unknown>;
    expect(Object.entries(value)).toEqual([
      ['__proto__', { a: 1 }],
      ['constructor', 2],
      ['b', 4],
    ]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it('may have an object of as many names as the limit; more are refused when they are met, whatever follows', () => {
    expect(Object.keys(read(names(MAX_OBJECT_NAMES)).value as object)).toHaveLength(MAX_OBJECT_NAMES);
    expect(read(names(MAX_OBJECT_NAMES + 1)).value).toBe('invalidValue');
    const many = names(100 * MAX_OBJECT_NAMES);
    const { parts } = read(many, 1_000);
    expect(parts).toBeLessThan((many.length / 1_000) * 0.02);
  });

  it('is read in as many parts as its length asks for', () => {
    const text = JSON.stringify(Array.from({ length: 10_000 }, (_, number) => ({ value: `id ${number}` })));
    expect(read(text, 1_000).parts).toBeGreaterThan(text.length / 1_100);
  });
});
