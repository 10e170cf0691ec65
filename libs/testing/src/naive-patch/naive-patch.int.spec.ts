import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  applyPatch,
  ENTERPRISE_USER_URN,
  LUCIQ_USER_URN,
  parsePatch,
  parseResource,
  PATCH_OP_URN,
  USER_URN,
  userResourceType,
} from '@luciq/scim';
import type { NaiveOperation, SentDocument } from './index.ts';
import { naivePatch } from './index.ts';

const type = userResourceType;
/** Values of the users at the start; those that operations bring in are others, so that no value stands twice under one type. */
const OLD = ['a@x', 'B@x', 'c@y'];
const NEW = ['n1@x', 'n2@y', 'N3@x'];
const TYPES = ['work', 'home', 'other'];
const text = fc.constantFrom('x', 'Y', 'zoë', 'a b');

const element = (values: readonly string[]) =>
  fc.record(
    { value: fc.constantFrom(...values), type: fc.constantFrom(...TYPES), display: text, primary: fc.boolean() },
    { requiredKeys: ['value', 'type'] },
  );
const elements = (values: readonly string[], maxLength = 3) =>
  fc
    .uniqueArray(element(values), { maxLength, selector: ({ value, type: kind }) => `${value} ${kind}` })
    .map((list) =>
      list.map((each, at) =>
        list.findIndex(({ primary }) => primary === true) === at || each.primary !== true
          ? each
          : { ...each, primary: false },
      ),
    );
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const dense = (document: SentDocument): SentDocument => JSON.parse(JSON.stringify(document)) as SentDocument;
const applications = fc.uniqueArray(fc.constantFrom('One', 'two', 'Three'), { minLength: 1 });
const name = fc
  .record({ givenName: text, familyName: text, middleName: text }, { requiredKeys: [] })
  .filter((value) => Object.keys(value).length > 0);

const attributes = {
  title: some(text),
  externalId: some(text),
  name: some(name),
  emails: some(elements(OLD).filter((list) => list.length > 0)),
  roles: some(elements(OLD).filter((list) => list.length > 0)),
  [ENTERPRISE_USER_URN]: some(
    fc.record({ department: text, manager: fc.record({ value: text }) }, { requiredKeys: ['department'] }),
  ),
  [LUCIQ_USER_URN]: some(fc.record({ instabugApplications: applications })),
};
const users = fc.record({ schemas: fc.constant([USER_URN]), userName: text, ...attributes }).map(dense);

const operator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'EQ');
const literal = fc.constantFrom(...OLD, ...NEW, '@x', 'A@X', 'n');
const comparison = fc.oneof(
  fc.tuple(operator, literal).map(([op, value]) => `value ${op} ${JSON.stringify(value)}`),
  fc.constantFrom(...TYPES, 'WORK').map((value) => `type eq ${JSON.stringify(value)}`),
  fc.constantFrom('display pr', 'primary eq true', 'not (primary eq true)', 'nope pr'),
);
const filter = fc.oneof(
  { weight: 3, arbitrary: comparison },
  fc.tuple(comparison, fc.constantFrom('and', 'or'), comparison).map((parts) => parts.join(' ')),
  fc.tuple(comparison, comparison, comparison).map(([one, two, three]) => `${one} or ${two} and ${three}`),
  fc.tuple(comparison, comparison).map(([one, two]) => `not (${one} or ${two})`),
);
const plural = fc.constantFrom('emails', 'roles', 'Emails', `${USER_URN}:emails`);
const write = fc.constantFrom('add', 'replace', 'Add');
type Operation = fc.Arbitrary<NaiveOperation>;
const valued = (path: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>): Operation =>
  fc.record({ op: write, path, value });
const operations: Operation = fc.oneof(
  valued(
    fc.constantFrom(
      'title',
      'TITLE',
      'externalId',
      'nickName',
      `${USER_URN}:title`,
      'userName',
      `${ENTERPRISE_USER_URN}:department`,
      'name.givenName',
      `${ENTERPRISE_USER_URN}:manager.value`,
    ),
    text,
  ),
  valued(fc.constant('name'), name),
  valued(plural, elements(NEW)),
  valued(plural, elements(OLD)),
  valued(plural, element(NEW)),
  valued(fc.constant(`${LUCIQ_USER_URN}:instabugApplications`), applications),
  valued(
    fc.tuple(plural, filter).map(([path, inner]) => `${path}[${inner}]`),
    element(NEW),
  ),
  valued(
    fc.tuple(plural, filter).map(([path, inner]) => `${path}[${inner}].display`),
    text,
  ),
  valued(
    fc.tuple(plural, filter).map(([path, inner]) => `${path}[${inner}].primary`),
    fc.boolean(),
  ),
  fc.record({
    op: fc.constant('remove'),
    path: fc.oneof(
      fc.tuple(plural, filter).map(([path, inner]) => `${path}[${inner}]`),
      fc.tuple(plural, filter).map(([path, inner]) => `${path}[${inner}].display`),
      fc.constantFrom(
        'title',
        'name',
        'emails',
        'name.givenName',
        `${ENTERPRISE_USER_URN}:department`,
        `${ENTERPRISE_USER_URN}:manager`,
        `${LUCIQ_USER_URN}:instabugApplications[value eq "One"]`,
        'userName',
        'id',
        'groups',
        'nope',
        'emails[',
        'title[value eq "x"]',
      ),
    ),
  }),
  fc.record({
    op: write,
    value: fc.record({ ...attributes, id: some(text), shoeSize: some(text), groups: some(elements(OLD)) }).map(dense),
  }),
  fc.constant({ op: 'remove' }),
);

const engine = (document: SentDocument, sent: readonly NaiveOperation[]) => {
  const before = parseResource(type, document);
  const patch = parsePatch(type, { schemas: [PATCH_OP_URN], Operations: sent });
  if (!before.ok) throw new Error(before.problem.detail);
  return patch.ok ? applyPatch(type, before.value, patch.value) : patch;
};
const readBack = (document: SentDocument) => {
  const read = parseResource(type, document);
  if (!read.ok) throw new Error(read.problem.detail);
  return read.value;
};

/** The one habit of a client in these operations: Entra means an element to be made where nothing matches. */
const isEntras = ({ op, path = '' }: NaiveOperation): boolean =>
  op !== 'remove' && /\]\./.test(path) && !/\bne\b|\bco\b|\bsw\b|\bew\b|\bpr\b|\bnot\b|\bor\b/.test(path);

describe('the engine of PATCH', () => {
  it('does what the sentences of the RFC say, for any user and operations [RFC7644 3.5.2 in-order] [RFC7644 3.5.2 atomic]', () => {
    let compared = 0;
    fc.assert(
      fc.property(users, fc.array(operations, { minLength: 1, maxLength: 4 }), (user, sent) => {
        const wanted = naivePatch(type, user, sent);
        const got = engine(user, sent);
        if (sent.some(isEntras)) return;
        compared += 1;
        if (wanted.ok) expect(got).toEqual({ ok: true, value: readBack(wanted.document) });
        else
          expect(got).toMatchObject(
            sent.length === 1 ? { ok: false, problem: { scimType: wanted.scimType } } : { ok: false },
          );
      }),
      { numRuns: 3_000 },
    );
    expect(compared).toBeGreaterThan(1_000);
  });

  it('differs where Entra means the element to be made, and nowhere else', () => {
    const sent = [{ op: 'add', path: 'emails[type eq "work"].value', value: 'n@x' }];
    const user = { schemas: [USER_URN], userName: 'a' };
    expect(naivePatch(type, user, sent)).toEqual({ ok: false, scimType: 'noTarget' });
    expect(engine(user, sent)).toEqual({
      ok: true,
      value: { userName: 'a', emails: [{ type: 'work', value: 'n@x' }] },
    });
  });

  it('would be found out: another order of the operations makes a difference to the naive one too', () => {
    const user = { schemas: [USER_URN], userName: 'a', title: 'T' };
    const sent = [
      { op: 'replace', path: 'title', value: 'U' },
      { op: 'remove', path: 'title' },
    ];
    expect(naivePatch(type, user, sent)).not.toEqual(naivePatch(type, user, sent.toReversed()));
  });
});
