import { describe, expect, it } from '@jest/globals';
import type { Attributes } from '@luciq/events';
import { parseGroupPatch } from '../group/changes.ts';
import { applyPatch } from '../patch/apply.ts';
import { parsePatch } from '../patch/parse.ts';
import { renderUser } from '../resource/render.ts';
import { attribute } from '../schema/attribute.ts';
import type { ResourceTypeDefinition } from '../schema/definition.ts';
import { userResourceType } from '../schema/user-type.ts';
import { ENTERPRISE_USER_URN, PATCH_OP_URN, USER_URN } from '../urns.ts';

const work = { value: 'w@b', type: 'work', primary: true };
const home = { value: 'h@b', type: 'home' };
const user: Attributes = { userName: 'a', title: 'T', name: { givenName: 'G', familyName: 'F' }, emails: [work, home] };

function patch(
  operations: readonly unknown[],
  type: ResourceTypeDefinition = userResourceType,
  from: Attributes = user,
) {
  const parsed = parsePatch(type, { schemas: [PATCH_OP_URN], Operations: operations });
  return parsed.ok ? applyPatch(type, from, parsed.value) : parsed;
}
const after = (...operations: readonly unknown[]) => {
  const result = patch(operations);
  if (!result.ok) throw new Error(result.problem.detail);
  return result.value;
};
const refusal = (...operations: readonly unknown[]) => {
  const result = patch(operations);
  return result.ok ? null : result.problem.scimType;
};

describe('a PATCH', () => {
  it('has a body of its own schema, whose URN may be missing but must not be another one [RFC7644 3.5.2 patch-schema]', () => {
    const Operations = [{ op: 'replace', path: 'title', value: 'x' }];
    for (const schemas of [[USER_URN], USER_URN, {}, [7], ['']]) {
      expect(parsePatch(userResourceType, { schemas, Operations })).toMatchObject({
        problem: { scimType: 'invalidSyntax' },
      });
      expect(parseGroupPatch({ schemas, Operations })).toMatchObject({ problem: { scimType: 'invalidSyntax' } });
    }
    for (const schemas of [undefined, null, [], [PATCH_OP_URN.toUpperCase()], [USER_URN, PATCH_OP_URN], PATCH_OP_URN]) {
      expect([schemas, parsePatch(userResourceType, { schemas, Operations }).ok]).toEqual([schemas, true]);
    }
    expect(parseGroupPatch({ OPERATIONS: [{ Op: 'REPLACE', VALUE: { displayname: 'Team' } }] })).toEqual({
      ok: true,
      value: [{ kind: 'rename', displayName: 'Team' }],
    });
  });

  it('asks for something: one operation or more, and a value with one attribute or more where there is no path [RFC7644 3.5.2 one-or-more]', () => {
    for (const Operations of [
      [],
      undefined,
      null,
      {},
      'x',
      [{ op: 'replace', value: {} }],
      [{ op: 'add', path: '', value: {} }],
    ]) {
      for (const parse of [(body: unknown) => parsePatch(userResourceType, body), parseGroupPatch]) {
        expect(parse({ schemas: [PATCH_OP_URN], Operations })).toMatchObject({
          ok: false,
          problem: { scimType: 'invalidSyntax' },
        });
      }
    }
  });

  it('has operations that add, remove or replace [RFC7644 3.5.2 operations]', () => {
    expect(refusal({ op: 'move', path: 'title', value: 'x' })).toBe('invalidSyntax');
    expect(refusal({ path: 'title', value: 'x' })).toBe('invalidSyntax');
  });

  it('has paths of every form of the grammar, qualified or not [RFC7644 3.5.2 paths] [RFC7644 3.10 notation] [RFC7644 3.10 extension-qualified]', () => {
    const paths = [
      'nickName',
      'name.middleName',
      'emails[type eq "home"]',
      'emails[type eq "home"].display',
      `${USER_URN}:nickName`,
      `${USER_URN}:name.middleName`,
      `${USER_URN}:emails[type eq "home"].display`,
      `${ENTERPRISE_USER_URN}:department`,
      `${ENTERPRISE_USER_URN}:manager.value`,
    ];
    for (const path of paths)
      expect(refusal({ op: 'replace', path, value: path.endsWith(']') ? { value: 'n@b' } : 'x' })).toBeNull();
    expect(refusal({ op: 'replace', path: 'department', value: 'x' })).toBe('invalidPath');
  });

  it('is refused for a path that is not understood [RFC7644 3.5.2 invalid-path] [RFC7644 3.12 scim-type]', () => {
    for (const path of [
      'emails[',
      'emails[type]',
      'a b',
      'nope',
      'name.nope',
      'emails[type eq "x"].nope',
      '.',
      'title[value eq "x"]',
    ])
      expect(refusal({ op: 'replace', path, value: 'x' })).toBe('invalidPath');
  });

  it('is done in the order sent [RFC7644 3.5.2 in-order]', () => {
    expect(
      after(
        { op: 'add', path: 'emails', value: { value: 'n@b', type: 'other' } },
        { op: 'replace', path: 'emails[type eq "other"].value', value: 'm@b' },
      )['emails'],
    ).toEqual([work, home, { value: 'm@b', type: 'other' }]);
  });

  it('is done whole or not at all [RFC7644 3.5.2 atomic]', () => {
    const copy = structuredClone(user);
    expect(
      refusal(
        { op: 'replace', path: 'title', value: 'U' },
        { op: 'replace', path: 'emails[type eq "none"]', value: { value: 'x' } },
      ),
    ).toBe('noTarget');
    expect(user).toEqual(copy);
  });

  it('leaves one primary value, the new one [RFC7644 3.5.2 one-primary] [RFC7643 2.4 one-primary]', () => {
    expect(after({ op: 'add', path: 'emails', value: { value: 'n@b', primary: true } })['emails']).toEqual([
      { ...work, primary: false },
      home,
      { value: 'n@b', primary: true },
    ]);
    expect(after({ op: 'replace', path: 'emails[type eq "home"].primary', value: true })['emails']).toEqual([
      { ...work, primary: false },
      { ...home, primary: true },
    ]);
    expect(
      refusal({
        op: 'replace',
        path: 'emails',
        value: [
          { value: 'x', primary: true },
          { value: 'y', primary: true },
        ],
      }),
    ).toBe('invalidValue');
  });

  it('changes nothing that is read-only [RFC7644 3.5.2 read-only] [RFC7643 7 mutability-read-only] [RFC7643 4.1.2 groups-read-only] [RFC7643 4.3 manager-display-read-only]', () => {
    for (const path of ['id', 'meta', 'meta.version', 'groups', `${ENTERPRISE_USER_URN}:manager.displayName`])
      expect(refusal({ op: 'replace', path, value: 'x' })).toBe('mutability');
  });

  it('changes nothing that is immutable and has a value [RFC7644 3.5.2 immutable] [RFC7643 7 mutability-immutable]', () => {
    const immutable = {
      ...userResourceType.schema,
      attributes: [...userResourceType.schema.attributes, attribute('badge', 'Badge.', { mutability: 'immutable' })],
    };
    const type: ResourceTypeDefinition = { ...userResourceType, schema: immutable };
    const add = [{ op: 'add', path: 'badge', value: '1' }];
    expect(patch(add, type)).toEqual({ ok: true, value: { ...user, badge: '1' } });
    expect(patch(add, type, { ...user, badge: '1' })).toMatchObject({ ok: true });
    expect(patch(add, type, { ...user, badge: '2' })).toMatchObject({ ok: false, problem: { scimType: 'mutability' } });
  });

  it('that brings in an extension adds it to schemas [RFC7644 3.5.2 schema-added] [RFC7643 3 schemas-extensions] [RFC7643 3 extension-own-key]', () => {
    const attributes = after({ op: 'add', path: `${ENTERPRISE_USER_URN}:department`, value: 'D' });
    const shown = renderUser(
      { id: '1', active: true, attributes, created: '', lastModified: '', revision: 0 },
      { baseUrl: '' },
    );
    expect(shown).toMatchObject({
      schemas: [USER_URN, ENTERPRISE_USER_URN],
      [ENTERPRISE_USER_URN]: { department: 'D' },
    });
  });
});

describe('an add', () => {
  it('needs a value [RFC7644 3.5.2.1 add-value]', () => {
    expect(refusal({ op: 'add', path: 'title' })).toBe('invalidValue');
  });

  it('without a path adds the attributes of an object [RFC7644 3.5.2.1 add-no-path]', () => {
    expect(after({ op: 'add', value: { nickName: 'N', emails: [{ value: 'n@b' }] } })).toEqual({
      ...user,
      nickName: 'N',
      emails: [work, home, { value: 'n@b' }],
    });
  });

  it('adds sub-attributes, values, or the attribute itself [RFC7644 3.5.2.1 add-complex] [RFC7644 3.5.2.1 add-multi] [RFC7644 3.5.2.1 add-missing]', () => {
    expect(after({ op: 'add', path: 'name', value: { middleName: 'M' } })['name']).toEqual({
      givenName: 'G',
      familyName: 'F',
      middleName: 'M',
    });
    expect(after({ op: 'add', path: 'emails', value: [{ value: 'n@b' }] })['emails']).toEqual([
      work,
      home,
      { value: 'n@b' },
    ]);
    expect(after({ op: 'add', path: 'roles', value: [{ value: 'r' }] })['roles']).toEqual([{ value: 'r' }]);
    expect(after({ op: 'add', path: `${ENTERPRISE_USER_URN}:manager.value`, value: '7' })).toMatchObject({
      [`${ENTERPRISE_USER_URN}:manager`]: { value: '7' },
    });
  });

  it('to a single attribute replaces its value [RFC7644 3.5.2.1 add-single]', () => {
    expect(after({ op: 'add', path: 'title', value: 'U' })['title']).toBe('U');
  });

  it('of what is there changes nothing [RFC7644 3.5.2.1 duplicate-no-change]', () => {
    expect(after({ op: 'add', path: 'emails', value: [home] }, { op: 'add', path: 'title', value: 'T' })).toBe(user);
  });
});

describe('a remove', () => {
  it('needs a path [RFC7644 3.5.2.2 no-path]', () => {
    expect(refusal({ op: 'remove' })).toBe('noTarget');
  });

  it('leaves an attribute unassigned [RFC7644 3.5.2.2 remove-single]', () => {
    expect(after({ op: 'remove', path: 'title' })).not.toHaveProperty('title');
    expect(after({ op: 'remove', path: 'emails' })).not.toHaveProperty('emails');
  });

  it('with a filter removes what matches, in the end the attribute [RFC7644 3.5.2.2 remove-filtered] [RFC7644 3.5.2.2 remove-all-values]', () => {
    expect(after({ op: 'remove', path: 'emails[type eq "work"]' })['emails']).toEqual([home]);
    expect(after({ op: 'remove', path: 'emails[value pr]' })).not.toHaveProperty('emails');
  });

  it('of a sub-attribute through a filter leaves the rest of the value [RFC7644 3.5.2.2 remove-sub]', () => {
    expect(after({ op: 'remove', path: 'emails[type eq "work"].type' })['emails']).toEqual([
      { value: 'w@b', primary: true },
      home,
    ]);
  });

  it('of what is required or read-only is refused [RFC7644 3.5.2.2 remove-required] [RFC7643 7 required-enforced]', () => {
    expect(refusal({ op: 'remove', path: 'userName' })).toBe('mutability');
    expect(refusal({ op: 'remove', path: 'id' })).toBe('mutability');
  });
});

describe('a replace', () => {
  it('without a path replaces the attributes of an object [RFC7644 3.5.2.3 replace-no-path] [RFC7644 3.5.2.3 replace-complex]', () => {
    expect(after({ op: 'replace', value: { title: 'U', name: { givenName: 'X' }, emails: [home] } })).toEqual({
      ...user,
      title: 'U',
      name: { givenName: 'X', familyName: 'F' },
      emails: [home],
    });
  });

  it('replaces one value, all values, or adds what is not there [RFC7644 3.5.2.3 replace-single] [RFC7644 3.5.2.3 replace-multi] [RFC7644 3.5.2.3 replace-missing]', () => {
    expect(after({ op: 'replace', path: 'title', value: 'U' })['title']).toBe('U');
    expect(after({ op: 'replace', path: 'emails', value: [home] })['emails']).toEqual([home]);
    expect(after({ op: 'replace', path: 'nickName', value: 'N' })['nickName']).toBe('N');
  });

  it('with a filter replaces every value that matches, or a part of each [RFC7644 3.5.2.3 replace-filtered] [RFC7644 3.5.2.3 replace-filtered-sub]', () => {
    expect(after({ op: 'replace', path: 'emails[type eq "home"]', value: { value: 'n@b' } })['emails']).toEqual([
      work,
      { ...home, value: 'n@b' },
    ]);
    expect(after({ op: 'replace', path: 'emails[value co "@"].display', value: 'D' })['emails']).toEqual([
      { ...work, display: 'D' },
      { ...home, display: 'D' },
    ]);
  });

  it('with a filter that matches nothing is refused [RFC7644 3.5.2.3 filter-no-match]', () => {
    expect(refusal({ op: 'replace', path: 'emails[value sw "none"].value', value: 'x' })).toBe('noTarget');
  });
});
