import type { AttributeDefinition, ResourceTypeDefinition } from '@luciq/scim';
import { PATCH_OP_URN } from '@luciq/scim';
import type { Random } from './random.ts';

/** What filters and bodies are made for: a resource type, and ids of resources that there are. */
export interface GrammarWorld {
  readonly type: ResourceTypeDefinition;
  /** Values of members, ids and the like; some are always made up. */
  readonly ids?: readonly string[];
}

interface Named {
  /** As it may be written: in any case, with or without the URN of its schema. */
  readonly name: string;
  readonly attribute: AttributeDefinition;
}

/** Levels of groups in a filter that is made: some are deeper than the service allows. */
const MOST_LEVELS = 12;
/** How often something that the grammar does not have is put in. */
const FLAW_CHANCE = 0.1;
const UNKNOWN = [
  'shoeSize',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'name.',
  'urn:x:y',
  'urn:ietf:params:scim:schemas:core:2.0:',
  'members.value.x',
  '$ref',
  'schemas',
  'and',
  'not',
] as const;
const TEXTS = [
  '',
  'a',
  'Ann',
  'ann@example.com',
  'work',
  'True',
  'é',
  'İ',
  'ß',
  '😀',
  '"',
  '\\',
  '%_',
  '\n',
  '\u0000',
  '\ud800',
  'x'.repeat(300),
  '__proto__',
  '2026-01-01T00:00:00Z',
] as const;
const TIMES = [
  '2026-01-01T00:00:00Z',
  '2026-01-01T01:00:00.123456789+01:00',
  '2026-13-01T00:00:00Z',
  '2026-01-01',
  '9999-12-31T23:59:60Z',
] as const;
const OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;

const pickFrom = <T>(random: Random, list: readonly T[], fallback: T): T => {
  const [first = fallback, ...others] = list;
  return random.pick([first, ...others]);
};

const inSomeCase = (random: Random, text: string): string =>
  random.pick([text, text, text, text.toUpperCase(), text.toLowerCase()]);

const COMMON: readonly Pick<AttributeDefinition, 'name' | 'type'>[] = [
  { name: 'id', type: 'string' },
  { name: 'externalId', type: 'string' },
  { name: 'meta.created', type: 'dateTime' },
  { name: 'meta.lastModified', type: 'dateTime' },
];

function attributeOf(random: Random, { type }: GrammarWorld): Named {
  const schemas = [type.schema, type.schema, type.schema, ...type.extensions];
  const schema = pickFrom(random, schemas, type.schema);
  const [first] = schema.attributes;
  if (!first) throw new RangeError(`${schema.id} has no attributes`);
  const attribute = pickFrom(random, schema.attributes, first);
  const isQualified = schema !== type.schema || random.chance(0.2);
  return { attribute, name: inSomeCase(random, isQualified ? `${schema.id}:${attribute.name}` : attribute.name) };
}

function literal(random: Random, kind: AttributeDefinition['type'], ids: readonly string[]): string {
  if (random.chance(FLAW_CHANCE))
    return random.pick([
      'null',
      'true',
      '1',
      '-0',
      '1e308',
      '1e999',
      '01',
      '.5',
      "'a'",
      '"',
      '"\\x"',
      'undefined',
      'NaN',
      '""',
    ]);
  switch (kind) {
    case 'boolean':
      return random.pick(['true', 'false', 'True', '"False"']);
    case 'integer':
    case 'decimal':
      return random.pick(['0', '1', '-1', '0.5', '1e3']);
    case 'dateTime':
      return JSON.stringify(random.pick(TIMES));
    case 'string':
    case 'reference':
    case 'binary':
    case 'complex':
      return JSON.stringify(random.chance(0.3) ? pickFrom(random, ids, 'id') : random.pick(TEXTS));
  }
}

function comparison(
  random: Random,
  { name, kind }: { readonly name: string; readonly kind: AttributeDefinition['type'] },
  ids: readonly string[],
): string {
  if (random.chance(0.15)) return `${name} ${inSomeCase(random, 'pr')}`;
  const space = random.pick([' ', ' ', ' ', '  ', '\t', '']);
  return `${name} ${inSomeCase(random, random.pick(OPERATORS))}${space}${literal(random, kind, ids)}`;
}

function operand(random: Random, world: GrammarWorld, levels: number): string {
  const ids = world.ids ?? [];
  if (random.chance(FLAW_CHANCE)) return comparison(random, { name: random.pick(UNKNOWN), kind: 'string' }, ids);
  if (random.chance(0.15)) {
    const { name, type } = pickFrom(random, COMMON, { name: 'id', type: 'string' as const });
    return comparison(random, { name: inSomeCase(random, name), kind: type }, ids);
  }
  const { name, attribute } = attributeOf(random, world);
  const subs = attribute.subAttributes ?? [];
  if (attribute.multiValued && random.chance(0.4))
    return `${name}[${elementFilter(random, { attribute, ids, levels })}]`;
  if (subs.length === 0 || (attribute.multiValued && random.chance(0.3)))
    return comparison(random, { name, kind: attribute.type }, ids);
  const sub = pickFrom(random, subs, attribute);
  return comparison(random, { name: `${name}.${inSomeCase(random, sub.name)}`, kind: sub.type }, ids);
}

interface Inside {
  readonly attribute: AttributeDefinition;
  readonly ids: readonly string[];
  readonly levels: number;
}

function elementFilter(random: Random, { attribute, ids, levels }: Inside): string {
  const sub = pickFrom(random, attribute.subAttributes ?? [], { ...attribute, name: 'value' });
  return combined(random, levels, () =>
    comparison(random, { name: inSomeCase(random, sub.name), kind: sub.type }, ids),
  );
}

/** Terms put together by `and`, `or`, `not` and groups. */
function combined(random: Random, levels: number, term: (levels: number) => string): string {
  if (levels <= 0 || random.chance(0.45)) return term(levels);
  const kind = random.below(4);
  if (kind === 0) return `${inSomeCase(random, 'not')}${random.pick([' ', ''])}(${combined(random, levels - 1, term)})`;
  if (kind === 1) return `(${combined(random, levels - 1, term)})`;
  const terms = Array.from({ length: 2 + random.below(levels <= 2 && random.chance(0.05) ? 120 : 3) }, () =>
    combined(random, levels - 2, term),
  );
  return terms.join(` ${inSomeCase(random, kind === 2 ? 'and' : 'or')} `);
}

/** A character taken out, put in or doubled. */
function flawed(random: Random, text: string): string {
  if (!random.chance(FLAW_CHANCE)) return text;
  const at = random.below(text.length + 1);
  return random.pick([
    text.slice(0, at) + text.slice(at + 1),
    `${text.slice(0, at)}${random.pick(['"', '(', ')', '[', ']', '.', ' ', '\\', '\u0000'])}${text.slice(at)}`,
    text.slice(0, at) + text.slice(Math.max(0, at - 1)),
  ]);
}

/** A filter of the grammar of RFC 7644 section 3.4.2.2 for the attributes of the type, with a flaw now and then. */
export const grammarFilter = (random: Random, world: GrammarWorld): string =>
  flawed(
    random,
    combined(random, random.below(MOST_LEVELS), (levels) => operand(random, world, levels)),
  );

function scalar(random: Random, kind: AttributeDefinition['type'], ids: readonly string[]): unknown {
  switch (kind) {
    case 'boolean':
      return random.pick([true, false, 'True', 'false']);
    case 'integer':
    case 'decimal':
      return random.pick([0, 1, -1, 0.5]);
    case 'dateTime':
      return random.pick(TIMES);
    case 'string':
    case 'reference':
    case 'binary':
    case 'complex':
      return random.chance(0.4) ? pickFrom(random, ids, 'id') : random.pick(TEXTS);
  }
}

/** A value for an attribute, of the wrong type now and then. */
function valueFor(random: Random, attribute: AttributeDefinition, ids: readonly string[]): unknown {
  if (random.chance(FLAW_CHANCE))
    return random.pick<unknown>([
      null,
      [],
      {},
      '',
      0,
      true,
      [null],
      [[]],
      { value: { value: {} } },
      JSON.parse('{"__proto__":{"polluted":true}}'),
    ]);
  const one = (): unknown => {
    if (attribute.type !== 'complex') return scalar(random, attribute.type, ids);
    const subs = (attribute.subAttributes ?? []).filter(() => random.chance(0.5));
    return Object.fromEntries(subs.map((sub) => [inSomeCase(random, sub.name), scalar(random, sub.type, ids)]));
  };
  if (!attribute.multiValued) return one();
  return random.chance(0.2) ? one() : Array.from({ length: random.below(5) }, one);
}

function grammarOperation(random: Random, world: GrammarWorld): Record<string, unknown> {
  const ids = world.ids ?? [];
  const op = inSomeCase(random, random.pick(['add', 'replace', 'remove']));
  if (random.chance(0.25)) {
    const members = Array.from({ length: random.below(4) }, () => attributeOf(random, world)).map(
      ({ name, attribute }) => [name, valueFor(random, attribute, ids)] as const,
    );
    const odd = random.chance(0.3) ? [[random.pick([...UNKNOWN, 'id', 'meta']), random.pick(TEXTS)] as const] : [];
    return { op, value: Object.fromEntries([...members, ...odd]) };
  }
  const { name, attribute } = attributeOf(random, world);
  const sub =
    attribute.subAttributes && random.chance(0.3) ? pickFrom(random, attribute.subAttributes, attribute) : null;
  const filter =
    attribute.multiValued && random.chance(0.5)
      ? `[${elementFilter(random, { attribute, ids, levels: random.below(3) })}]`
      : '';
  const path = flawed(
    random,
    `${random.chance(FLAW_CHANCE) ? random.pick(UNKNOWN) : name}${filter}${sub ? `.${inSomeCase(random, sub.name)}` : ''}`,
  );
  const value = valueFor(random, sub ?? (filter === '' ? attribute : { ...attribute, multiValued: false }), ids);
  return op.toLowerCase() === 'remove' && random.chance(0.7) ? { op, path } : { op, path, value };
}

/** The body of a PATCH of the grammar of RFC 7644 section 3.5.2 for the attributes of the type, with a flaw now and then. */
export const grammarPatch = (random: Random, world: GrammarWorld): Record<string, unknown> => ({
  schemas: [PATCH_OP_URN],
  Operations: Array.from({ length: 1 + random.below(random.chance(0.02) ? 200 : 4) }, () =>
    grammarOperation(random, world),
  ),
});
