import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  MAX_GROUP_NAME_LENGTH,
  MAX_MEMBER_ID_LENGTH,
  MAX_MEMBER_SCANS,
  MAX_MEMBERS_PER_REQUEST,
  MAX_STRING_LENGTH,
} from '../limits.ts';
import { GROUP_URN, PATCH_OP_URN } from '../urns.ts';
import { parseGroupPatch } from './changes.ts';
import { parseGroup } from './draft.ts';

const patch = (...Operations: readonly unknown[]) => parseGroupPatch({ schemas: [PATCH_OP_URN], Operations });
const changes = (...operations: readonly unknown[]) => {
  const parsed = patch(...operations);
  if (!parsed.ok) throw new Error(parsed.problem.detail);
  return parsed.value;
};
const refusal = (...operations: readonly unknown[]) => {
  const parsed = patch(...operations);
  return parsed.ok ? null : parsed.problem.scimType;
};
const two = [
  { value: 'u1', display: 'Ann' },
  { value: 'u2', type: 'User', $ref: 'https://x/Users/u2' },
];

describe('the body of a group', () => {
  it('is read as Okta sends it', () => {
    const body = {
      schemas: [GROUP_URN],
      id: 'abf4',
      displayName: 'Test SCIMv2',
      members: two,
      meta: { version: 'x' },
      shoeSize: 1,
    };
    expect(parseGroup(body)).toEqual({
      ok: true,
      value: { displayName: 'Test SCIMv2', externalId: null, memberIds: ['u1', 'u2'] },
    });
    expect(parseGroup({ displayName: 'T' })).toEqual({
      ok: true,
      value: { displayName: 'T', externalId: null, memberIds: null },
    });
    expect(parseGroup({ DisplayName: 'T', EXTERNALID: 'e', Members: null })).toEqual({
      ok: true,
      value: { displayName: 'T', externalId: 'e', memberIds: [] },
    });
    expect(parseGroup({ [GROUP_URN]: { displayName: 'T', members: 'u1' } })).toEqual({
      ok: true,
      value: { displayName: 'T', externalId: null, memberIds: ['u1'] },
    });
  });

  it.each<[string, unknown, string]>([
    ['no name', {}, 'invalidValue'],
    ['an empty name', { displayName: ' ' }, 'invalidValue'],
    ['a name of another type', { displayName: ['x'] }, 'invalidValue'],
    ['a name that is too long', { displayName: 'x'.repeat(MAX_GROUP_NAME_LENGTH + 1) }, 'invalidValue'],
    ['a name that no database takes', { displayName: 'a\u0000' }, 'invalidValue'],
    ['a name with half a character', { displayName: 'a\ud800' }, 'invalidValue'],
    ['the name twice', { displayName: 'a', DISPLAYNAME: 'b' }, 'invalidValue'],
    [
      'an externalId that is too long',
      { displayName: 'a', externalId: 'x'.repeat(MAX_STRING_LENGTH + 1) },
      'invalidValue',
    ],
    ['a member without a value', { displayName: 'a', members: [{ display: 'x' }] }, 'invalidValue'],
    ['a member of another type', { displayName: 'a', members: [{ value: 'g', type: 'Group' }] }, 'invalidValue'],
    ['a member that is a number', { displayName: 'a', members: [1] }, 'invalidValue'],
    [
      'a member id that is too long',
      { displayName: 'a', members: ['x'.repeat(MAX_MEMBER_ID_LENGTH + 1)] },
      'invalidValue',
    ],
    ['a member id that no database takes', { displayName: 'a', members: ['x\u0000'] }, 'invalidValue'],
    [
      'too many members',
      { displayName: 'a', members: Array.from({ length: MAX_MEMBERS_PER_REQUEST + 1 }, () => 'x') },
      'invalidValue',
    ],
    ['schemas that is no list', { displayName: 'a', schemas: 'x' }, 'invalidValue'],
    ['no object', [], 'invalidSyntax'],
  ])('is refused with %s', (_, body, scimType) => {
    expect(parseGroup(body)).toMatchObject({ ok: false, problem: { scimType } });
  });

  it('says that a group contains no groups', () => {
    expect(parseGroup({ displayName: 'a', members: [{ value: 'g', type: 'group' }] })).toMatchObject({
      problem: { detail: expect.stringContaining('contains no groups') },
    });
  });
});

describe('a PATCH of a group', () => {
  const ids = { kind: 'ids', memberIds: ['u1'] };

  it.each<[string, unknown, unknown]>([
    [
      'a rename with the id in the value',
      { op: 'replace', value: { id: 'g', displayName: 'New' } },
      [{ kind: 'rename', displayName: 'New' }],
    ],
    [
      'a rename by path',
      { op: 'Replace', path: 'displayName', value: 'New' },
      [{ kind: 'rename', displayName: 'New' }],
    ],
    [
      'a rename by a qualified path',
      { op: 'replace', path: `${GROUP_URN}:displayName`, value: 'New' },
      [{ kind: 'rename', displayName: 'New' }],
    ],
    [
      'a rename under the URN',
      { op: 'replace', path: GROUP_URN, value: { displayName: 'New' } },
      [{ kind: 'rename', displayName: 'New' }],
    ],
    [
      'a rename with a qualified key',
      { op: 'replace', value: { [`${GROUP_URN}:displayName`]: 'New' } },
      [{ kind: 'rename', displayName: 'New' }],
    ],
    ['an externalId', { op: 'add', value: { externalId: 'e' } }, [{ kind: 'setExternalId', externalId: 'e' }]],
    ['an externalId taken away', { op: 'remove', path: 'externalId' }, [{ kind: 'setExternalId', externalId: null }]],
    [
      'an add of members',
      { op: 'add', path: 'members', value: two },
      [{ kind: 'addMembers', memberIds: ['u1', 'u2'] }],
    ],
    [
      'an add of one member',
      { op: 'Add', path: 'members', value: { value: 'u1' } },
      [{ kind: 'addMembers', memberIds: ['u1'] }],
    ],
    [
      'an add of texts',
      { op: 'add', path: 'members', value: ['u1', 'u1'] },
      [{ kind: 'addMembers', memberIds: ['u1'] }],
    ],
    ['an add of nobody', { op: 'add', path: 'members', value: [] }, []],
    [
      'an add without a path',
      { op: 'add', value: { members: two } },
      [{ kind: 'addMembers', memberIds: ['u1', 'u2'] }],
    ],
    ['a remove by filter', { op: 'remove', path: 'members[value eq "u1"]' }, [{ kind: 'removeMembers', members: ids }]],
    [
      'a remove as the RFC writes it',
      { op: 'remove', path: 'members[value eq"u1"]' },
      [{ kind: 'removeMembers', members: ids }],
    ],
    [
      'a remove of several by filter',
      { op: 'remove', path: 'members[value eq "u1" or value eq "u2"]' },
      [{ kind: 'removeMembers', members: { kind: 'ids', memberIds: ['u1', 'u2'] } }],
    ],
    [
      'a remove as Entra sends it',
      { op: 'Remove', path: 'members', value: [{ value: 'u1' }] },
      [{ kind: 'removeMembers', members: ids }],
    ],
    ['a remove of an empty list, which is nobody', { op: 'Remove', path: 'members', value: [] }, []],
    ['a remove of all', { op: 'remove', path: 'members' }, [{ kind: 'replaceMembers', memberIds: [] }]],
    [
      'a replace',
      { op: 'replace', path: 'members', value: two },
      [{ kind: 'replaceMembers', memberIds: ['u1', 'u2'] }],
    ],
    ['an empty replace', { op: 'replace', path: 'members', value: [] }, [{ kind: 'replaceMembers', memberIds: [] }]],
    [
      'a replace with null',
      { op: 'replace', path: 'members', value: null },
      [{ kind: 'replaceMembers', memberIds: [] }],
    ],
    [
      'a replace without a path',
      { op: 'replace', value: { members: [], displayName: 'N' } },
      [
        { kind: 'replaceMembers', memberIds: [] },
        { kind: 'rename', displayName: 'N' },
      ],
    ],
    [
      'an exchange',
      { op: 'replace', path: 'members[value eq "u1"]', value: { value: 'u2' } },
      [{ kind: 'exchangeMembers', members: ids, memberId: 'u2' }],
    ],
    ['what is not known or read-only', { op: 'replace', value: { id: 'x', meta: {}, shoeSize: 1 } }, []],
  ])('reads %s', (_, operation, expected) => {
    expect(changes(operation)).toEqual(expected);
  });

  it.each<[string, unknown, string]>([
    ['a name taken away', { op: 'remove', path: 'displayName' }, 'mutability'],
    ['an empty name', { op: 'replace', path: 'displayName', value: '' }, 'invalidValue'],
    ['a change of a member', { op: 'replace', path: 'members[value eq "u1"].display', value: 'x' }, 'mutability'],
    ['a change of all members', { op: 'remove', path: 'members.value' }, 'mutability'],
    ['an add to a member', { op: 'add', path: 'members[value eq "u1"]', value: { display: 'x' } }, 'mutability'],
    ['a filter by what a group does not know', { op: 'remove', path: 'members[display eq "Ann"]' }, 'invalidFilter'],
    ['two for one', { op: 'replace', path: 'members[value eq "u1"]', value: two }, 'invalidValue'],
    ['a group as a member', { op: 'add', path: 'members', value: [{ value: 'g', type: 'Group' }] }, 'invalidValue'],
    ['an unknown path', { op: 'add', path: 'shoeSize', value: 1 }, 'invalidPath'],
    ['a read-only path', { op: 'replace', path: 'id', value: 'x' }, 'mutability'],
    ['a remove without a path', { op: 'remove' }, 'noTarget'],
    ['a remove of everything', { op: 'remove', path: GROUP_URN }, 'mutability'],
    ['a value without a path that is no object', { op: 'add', value: [] }, 'invalidValue'],
    ['null under the URN', { op: 'add', path: GROUP_URN, value: null }, 'invalidValue'],
    ['no value', { op: 'add', path: 'members' }, 'invalidValue'],
    ['NUL in a filter', { op: 'remove', path: 'members[value eq "\\u0000"]' }, 'invalidFilter'],
  ])('refuses %s', (_, operation, scimType) => {
    expect(refusal(operation)).toBe(scimType);
  });

  it('names its limits over the whole request', () => {
    const half = Array.from({ length: MAX_MEMBERS_PER_REQUEST / 2 }, (_, at) => ({ value: `u${at}` }));
    const add = { op: 'add', path: 'members', value: half };
    expect(refusal(add, add)).toBeNull();
    expect(patch(add, add, { op: 'remove', path: 'members', value: ['x'] })).toMatchObject({
      problem: { scimType: 'invalidValue', detail: expect.stringContaining(String(MAX_MEMBERS_PER_REQUEST)) },
    });
    const scan = { op: 'remove', path: 'members[value sw "u"]' };
    expect(refusal(...Array.from({ length: MAX_MEMBER_SCANS }, () => scan))).toBeNull();
    expect(refusal(...Array.from({ length: MAX_MEMBER_SCANS + 1 }, () => scan))).toBe('invalidValue');
    const inOne = (comparisons: number) => ({
      op: 'remove',
      path: `members[${Array.from({ length: comparisons }, (_, at) => `value sw "u${at}"`).join(' or ')}]`,
    });
    expect(refusal(inOne(MAX_MEMBER_SCANS))).toBeNull();
    expect(refusal(inOne(MAX_MEMBER_SCANS + 1))).toBe('invalidValue');
  });

  it('is an outcome for any JSON', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('members', 'displayName', '', 'members[value eq "x"]', GROUP_URN),
        fc.constantFrom('add', 'remove', 'replace'),
        (value, path, op) => {
          expect(patch({ op, path, value })).toHaveProperty('ok');
          expect(parseGroup(value)).toHaveProperty('ok');
          expect(parseGroup({ displayName: value, members: value })).toHaveProperty('ok');
        },
      ),
    );
  });
});
