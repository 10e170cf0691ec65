import type { Random } from './random.ts';

/** Levels of nesting that no parser should follow blindly. */
const DEEP = 100_000;
/** Characters of an oversized text: above the largest body, 1 MiB. */
const HUGE = 1_200_000;

/** Attribute names of a user, and names that are traps in JavaScript. */
const NAMES = [
  'userName',
  'name',
  'emails',
  'active',
  'roles',
  'groups',
  'id',
  'meta',
  'schemas',
  'externalId',
  'phoneNumbers',
  'photos',
  'addresses',
  'x509Certificates',
  'password',
  'displayName',
  'entitlements',
  'ims',
  'USERNAME',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  '$ref',
  'name.givenName',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  'urn:ietf:params:scim:schemas:extension:instabug:2.0:User',
  'urn:ietf:params:scim:schemas:extension:instabug:2.0:User:instabugRole',
  'urn:ietf:params:scim:schemas:core:2.0:User',
] as const;

/** Texts in JSON notation, so that lone surrogates and NUL can be written. */
const JSON_TEXTS = [
  '""',
  '" "',
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\ud800"',
  '"\\udfff\\ud800"',
  '"\\u202e\\u200f"',
  '"İIıi"',
  '"ß"',
  '"__proto__"',
  '"{{x}}"',
  '"\'; DROP TABLE users; --"',
  '"%00"',
  '"False"',
  '"tRuE"',
  '"owner"',
] as const;

const SCALARS = [
  'null',
  'true',
  'false',
  '0',
  '-1',
  '1e308',
  '1e999',
  '-0',
  '0.1',
  '123456789012345678901234567890',
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '[{}]',
] as const;

/** A key in JSON notation. */
export const hostileKey = (random: Random): string => JSON.stringify(random.pick(NAMES));

/** A JSON value in its text: any type, a few levels deep. */
export function hostileValue(random: Random, levels = 3): string {
  const kind = random.below(levels > 0 ? 5 : 2);
  if (kind === 0) return random.pick(JSON_TEXTS);
  if (kind === 1) return random.pick(SCALARS);
  const parts = Array.from({ length: random.below(4) }, () => hostileValue(random, levels - 1));
  if (kind === 2) return `[${parts.join(',')}]`;
  return `{${parts.map((part) => `${hostileKey(random)}:${part}`).join(',')}}`;
}

/** An object of attributes in its text, with a usable userName most of the time. */
export function hostileUser(random: Random): string {
  const members = Array.from({ length: random.below(6) }, () => `${hostileKey(random)}:${hostileValue(random)}`);
  if (random.chance(0.7)) members.push(`"userName":"fuzz-${random.text('abcdefghij', 8)}@example.com"`);
  if (random.chance(0.7)) members.push('"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]');
  return `{${members.join(',')}}`;
}

const PATHS = [
  'active',
  'name',
  'name.givenName',
  'emails[type eq "work"].value',
  'emails[type eq "work"',
  'emails[]',
  'emails[value pr].nope',
  'nope',
  'id',
  'meta.version',
  '__proto__',
  '__proto__.polluted',
  'constructor.prototype',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager',
  'urn:ietf:params:scim:schemas:extension:instabug:2.0:User',
  'a.b.c.d',
  '',
  ' ',
  '.',
  'name..givenName',
  'members[value eq "x"]',
  'userName',
] as const;

/** A PATCH body in its text. */
export function hostilePatch(random: Random): string {
  const operations = Array.from({ length: random.below(5) }, () => {
    const op = random.chance(0.8)
      ? `"op":${JSON.stringify(random.pick(['add', 'replace', 'remove', 'Replace', 'REMOVE', 'move', '']))},`
      : '';
    const path = random.chance(0.6)
      ? `"path":${random.chance(0.9) ? JSON.stringify(random.pick(PATHS)) : hostileValue(random)},`
      : '';
    return `{${op}${path}"value":${random.chance(0.4) ? hostileUser(random) : hostileValue(random)}}`;
  });
  const list = random.chance(0.9) ? `[${operations.join(',')}]` : hostileValue(random);
  const schemas = random.chance(0.9) ? '["urn:ietf:params:scim:api:messages:2.0:PatchOp"]' : hostileValue(random);
  return `{"schemas":${schemas},${JSON.stringify(random.pick(['Operations', 'Operations', 'operations']))}:${list}}`;
}

const FILTERS = [
  'userName eq "x"',
  'userName',
  'userName eq',
  'userName zz "x"',
  'not userName eq "x"',
  'userName eq "',
  'userName eq "\\u0000"',
  'active gt true',
  'emails[type eq "work" and value co "@"]',
  'emails[emails[type eq "x"]]',
  '__proto__ eq "x"',
  'constructor.prototype pr',
  'a.b.c eq 1',
  'meta.created gt "not a date"',
  'meta.created gt "2026-99-99T00:00:00Z"',
  'userName eq null',
  'id eq "\' OR 1=1 --"',
  'userName co "%_"',
  ')',
  '(',
  '[]',
  '',
] as const;

/** A filter: broken, deep, wide or only strange. */
export function hostileFilter(random: Random): string {
  const kind = random.below(8);
  const depth = random.pick([5, 50, 1_500]);
  if (kind === 0) return `${'('.repeat(depth)}userName pr${')'.repeat(depth)}`;
  if (kind === 1) return `${'not ('.repeat(depth)}userName pr${')'.repeat(depth)}`;
  if (kind === 2)
    return Array.from({ length: random.pick([3, 90, 400]) }, (_, index) => `userName eq "u${index}"`).join(
      random.pick([' or ', ' and ']),
    );
  if (kind === 3) return `userName eq "${'x'.repeat(random.pick([100, 1_900, 6_000]))}"`;
  return random.pick(FILTERS);
}

/** A body that is too deep, too large or no JSON or UTF-8 at all, and why. */
export function hostileBytes(random: Random): { readonly bytes: string | Uint8Array; readonly why: string } {
  const kind = random.below(9);
  if (kind === 0) return { why: 'arrays 100,000 deep', bytes: `{"userName":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}` };
  if (kind === 1) return { why: 'objects 100,000 deep', bytes: `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}` };
  if (kind === 2 && random.chance(0.3))
    return { why: 'a body above 1 MiB', bytes: `{"userName":"${'x'.repeat(HUGE)}"}` };
  if (kind === 3)
    return {
      why: 'broken UTF-8',
      bytes: Uint8Array.from([
        ...Buffer.from('{"userName":"'),
        0xff,
        0xfe,
        0xc3,
        0x28,
        0xed,
        0xa0,
        0x80,
        ...Buffer.from('"}'),
      ]),
    };
  if (kind === 4)
    return { why: 'random bytes', bytes: Uint8Array.from({ length: random.below(200) }, () => random.below(256)) };
  if (kind === 5) return { why: 'an empty body', bytes: '' };
  if (kind === 6) return { why: 'not an object', bytes: hostileValue(random, 1) };
  if (kind === 7) return { why: 'a body cut off', bytes: hostileUser(random).slice(0, -1) };
  return {
    why: '__proto__ at the top',
    bytes:
      '{"__proto__":{"polluted":true,"active":false},"constructor":{"prototype":{"polluted":true}},"userName":"p"}',
  };
}
