import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Attributes, Json } from '@luciq/events';
import { evaluateFilter } from './filter/evaluate.ts';
import { parseFilter } from './filter/parse.ts';
import { compareText } from './filter/text.ts';
import { applyPatch } from './patch/apply.ts';
import { parsePatch } from './patch/parse.ts';
import { isKept, parseResource } from './resource/parse.ts';
import { renderUser } from './resource/render.ts';
import { mergeSame } from './resource/same-elements.ts';
import type { AttributeDefinition } from './schema/definition.ts';
import { typeIndex } from './schema/lookup.ts';
import { userResourceType } from './schema/user-type.ts';
import { PATCH_OP_URN } from './urns.ts';

const type = userResourceType;
const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const scalars: Record<AttributeDefinition['type'], fc.Arbitrary<Json>> = {
  string: text,
  boolean: fc.boolean(),
  decimal: fc.double({ noNaN: true, noDefaultInfinity: true }),
  integer: fc.integer(),
  dateTime: fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
    .map((date) => date.toISOString()),
  binary: fc.base64String({ maxLength: 20 }),
  reference: fc.webUrl(),
  complex: fc.constant(null),
};

function element(attribute: AttributeDefinition): fc.Arbitrary<Json> {
  if (attribute.type !== 'complex') return scalars[attribute.type];
  const members = (attribute.subAttributes ?? []).filter(({ name }) => name !== 'primary');
  return fc
    .record<Record<string, Json>>(Object.fromEntries(members.map((sub) => [sub.name, element(sub)])), {
      requiredKeys: [],
    })
    .filter((value) => Object.keys(value).length > 0)
    .map((value) =>
      Object.fromEntries(
        Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, member]])),
      ),
    );
}

const valueOf = (attribute: AttributeDefinition): fc.Arbitrary<Json> =>
  attribute.multiValued
    ? fc.array(element(attribute), { minLength: 1, maxLength: 4 }).map((list) => [...mergeSame(list)])
    : element(attribute);

const kept = [...typeIndex(type).byKey.values()].filter(({ attribute }) => isKept(attribute));
const values = Object.fromEntries(kept.map(({ key, attribute }) => [key, valueOf(attribute)]));
const users: fc.Arbitrary<Attributes> = fc
  .record({ ...values, userName: text.filter((name) => name.trim() !== '') }, { requiredKeys: ['userName'] })
  .map((attributes) => ({ ...attributes }));

const apply = (attributes: Attributes, operations: unknown) => {
  const parsed = parsePatch(type, { schemas: [PATCH_OP_URN], Operations: operations });
  return parsed.ok ? applyPatch(type, attributes, parsed.value) : parsed;
};

const paths = fc.oneof(
  fc.constantFrom(...kept.map(({ key }) => key)),
  fc.constantFrom(
    'name.givenName',
    'emails[type eq "work"]',
    'emails[type eq "work"].value',
    'roles[value pr].primary',
    '__proto__',
    'constructor.prototype',
    'id',
    'meta.version',
  ),
  fc.constantFrom(...typeIndex(type).schemas.keys()),
  fc.string({ maxLength: 30 }),
);
const operations = fc.array(
  fc.record(
    {
      op: fc.constantFrom('add', 'Replace', 'remove', 'x'),
      path: paths,
      value: fc.oneof(fc.jsonValue(), ...kept.map(({ attribute }) => valueOf(attribute)), users),
    },
    { requiredKeys: ['op'] },
  ),
  { maxLength: 5 },
);

describe('properties', () => {
  it('a user that is rendered and sent back is the same user', () => {
    fc.assert(
      fc.property(users, fc.boolean(), (attributes, active) => {
        const profile = Object.fromEntries(Object.entries(attributes).filter(([key]) => key !== 'active'));
        const user = {
          id: '1',
          active,
          attributes: profile,
          created: '2026-01-01T00:00:00.000Z',
          lastModified: '2026-01-01T00:00:00.000Z',
          revision: 0,
        };
        const sent: unknown = JSON.parse(JSON.stringify(renderUser(user, { baseUrl: 'https://x' })));
        expect(parseResource(type, sent)).toEqual({ ok: true, value: { ...profile, active } });
      }),
    );
  });

  it('a replace done twice changes nothing the second time', () => {
    fc.assert(
      fc.property(users, fc.constantFrom(...kept), users, (before, { key }, after) => {
        const value = after[key] ?? null;
        const operation = [{ op: 'replace', path: key, value }];
        const once = apply(before, operation);
        if (!once.ok) {
          expect(key).toBe('userName');
          return;
        }
        const twice = apply(once.value, operation);
        expect(twice.ok && twice.value).toBe(once.value);
      }),
    );
  });

  it('an add done twice changes nothing the second time', () => {
    fc.assert(
      fc.property(users, users, (before, added) => {
        const once = apply(before, [{ op: 'add', value: added }]);
        if (!once.ok) throw new Error(once.problem.detail);
        const twice = apply(once.value, [{ op: 'add', value: added }]);
        expect(twice.ok && twice.value).toBe(once.value);
      }),
    );
  });

  it('a patch is an outcome for any JSON, leaves its input alone and gives attributes that parse as they are', () => {
    fc.assert(
      fc.property(users, operations, (before, sent) => {
        const copy = structuredClone(before);
        const result = apply(before, sent);
        expect(before).toEqual(copy);
        if (!result.ok) return;
        const { active = true, ...attributes } = result.value;
        const user = { id: '1', active: active === true, attributes, created: '', lastModified: '', revision: 0 };
        expect(parseResource(type, renderUser(user, { baseUrl: '' }))).toEqual({
          ok: true,
          value: { ...attributes, active },
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('any JSON as a body of a resource or a patch is an outcome and pollutes nothing', () => {
    const polluting = fc
      .jsonValue()
      .map((value): unknown =>
        JSON.parse(
          `{"userName":"a","__proto__":${JSON.stringify(value)},"constructor":{"prototype":${JSON.stringify(value)}}}`,
        ),
      );
    const names = Object.getOwnPropertyNames(Object.prototype);
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), polluting), users, (body, user) => {
        expect(parseResource(type, body)).toHaveProperty('ok');
        expect(parsePatch(type, body)).toHaveProperty('ok');
        expect(apply(user, [{ op: 'add', value: body }])).toHaveProperty('ok');
      }),
    );
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(names);
  });

  it('any text as a filter is an outcome, and what parses can be evaluated', () => {
    const words = fc.constantFrom(
      'userName',
      'emails',
      'emails.type',
      '[',
      ']',
      '(',
      ')',
      'not',
      'and',
      'or',
      'eq',
      'ne',
      'co',
      'gt',
      'pr',
      '"x"',
      'true',
      'null',
      '1',
      'shoeSize',
      '.',
      '"',
      '\\',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 14 }).map((list) => list.join(' ')),
    );
    fc.assert(
      fc.property(texts, users, (filter, user) => {
        const parsed = parseFilter(type, filter);
        expect(parsed.ok ? typeof evaluateFilter(parsed.value, user) : parsed.problem.scimType).toMatch(
          /boolean|invalidFilter/,
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('any userName is found by a filter with its JSON form', () => {
    fc.assert(
      fc.property(users, (user) => {
        const parsed = parseFilter(type, `userName eq ${JSON.stringify(user['userName'])}`);
        expect(parsed.ok && evaluateFilter(parsed.value, user)).toBe(true);
      }),
    );
  });

  it('text is ordered as its UTF-8 bytes are', () => {
    const encoder = new TextEncoder();
    const hex = (value: string) =>
      [...encoder.encode(value)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const unit = fc.constantFrom('a', 'é', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}');
    const some = fc.string({ unit, maxLength: 4 });
    fc.assert(
      fc.property(some, some, (a, b) => {
        const bytes = hex(a) === hex(b) ? 0 : hex(a) < hex(b) ? -1 : 1;
        expect(Math.sign(compareText(a, b))).toBe(bytes);
      }),
    );
  });
});
