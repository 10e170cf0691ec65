import { expect, it } from '@jest/globals';
import type { Schema } from './schema-change.ts';
import { breakingChanges } from './schema-change.ts';

const object = (properties: Readonly<Record<string, Schema>>, required = Object.keys(properties)): Schema => ({
  type: 'object',
  properties,
  required,
});
const text: Schema = { type: 'string' };
const former = object({
  id: text,
  role: { type: 'string', enum: ['admin', 'member'] },
  names: { type: 'array', items: text },
  more: { type: 'object', additionalProperties: { type: ['string', 'null'] } },
  note: { $ref: '#/$defs/Note' },
});
const note: Readonly<Record<string, Schema>> = { Note: object({ text }) };
const was: Schema = { ...former, $defs: note };
const next = (change: Readonly<Record<string, Schema>>, required = former.required): Schema => ({
  ...former,
  $defs: note,
  properties: { ...former.properties, ...change },
  required: required ?? [],
});

it.each([
  ['nothing', was],
  ['a new member', next({ since: text })],
  ['a new member that is always there', next({ since: text }, [...(former.required ?? []), 'since'])],
  ['fewer values', next({ role: { type: 'string', enum: ['admin'] } })],
  ['one value', next({ role: { type: 'string', const: 'member' } })],
  ['fewer types', next({ more: { type: 'object', additionalProperties: text } })],
])('consumers read on after %s', (_, changed) => {
  expect(breakingChanges(was, changed)).toEqual([]);
});

it.each([
  ['a member that is gone', { ...was, properties: { id: text } }, '/role is gone'],
  ['a member that may be missing', next({}, ['id']), '/role may be missing, and was always there'],
  ['another type', next({ id: { type: 'number' } }), '/id may be number, and was string'],
  ['any type', next({ id: {} }), '/id may be anything, and was string'],
  ['a new value', next({ role: { type: 'string', enum: ['admin', 'guest'] } }), '/role may be guest, and might not'],
  ['any value', next({ role: text }), '/role may be anything, and was one of admin, member'],
  [
    'other items',
    next({ names: { type: 'array', items: { type: 'number' } } }),
    '/names/* may be number, and was string',
  ],
  ['no items', next({ names: { type: 'array' } }), '/names/* may be anything, and was string'],
  [
    'other values of a map',
    next({ more: { type: 'object', additionalProperties: { type: ['string', 'number'] } } }),
    '/more/{name} may be number, and was string, null',
  ],
  [
    'another definition',
    { ...was, $defs: { Note: object({ text: { type: 'number' } }) } },
    '/note/text may be number, and was string',
  ],
  ['another choice', next({ id: { anyOf: [text] } }), '/id may be anything, and was string'],
])('consumers cannot read %s', (_, changed, sentence) => {
  expect(breakingChanges(was, changed)).toContain(sentence);
});

it('consumers cannot read another definition behind a choice that reads the same', () => {
  const choice = { anyOf: [{ $ref: '#/$defs/Note' }, { type: 'null' }] };
  const before = { ...object({ note: choice }), $defs: { Note: object({ text }) } };
  expect(breakingChanges(before, { ...before, $defs: { Note: object({ text }, []) } })).toEqual([
    '/note|0/text may be missing, and was always there',
  ]);
  expect(breakingChanges(before, before)).toEqual([]);
});
