import { describe, expect, it } from '@jest/globals';
import type { MemberEvent } from './catalogue.ts';
import { catalogue, isCompanyEvent, isGroupEvent, isOwnership, isUserEvent, newValues } from './catalogue.ts';
import { shortName } from './json.ts';
import { plain } from './personal.ts';

const userId = 'u1';
const department = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department';

describe('The catalogue of events', () => {
  it('has one title for each type', () => {
    const titles = Object.values(catalogue).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it.each<[MemberEvent, readonly (readonly [string, unknown])[]]>([
    [
      { type: 'UserProvisioned', data: { userId, origin: 'scim' }, personal: plain({ userName: 'zoe' }) },
      [
        ['origin', 'scim'],
        ['userName', 'zoe'],
      ],
    ],
    [
      {
        type: 'ProfileUpdated',
        data: { userId, changed: [] },
        personal: plain({ set: { title: 'Dr' }, unset: [department] }),
      },
      [
        ['title', 'Dr'],
        [department, null],
      ],
    ],
    [{ type: 'AccessChanged', data: { userId, set: { roles: [] }, unset: [] } }, [['roles', []]]],
    [{ type: 'UserDeactivated', data: { userId } }, [['active', false]]],
    [{ type: 'UserReactivated', data: { userId } }, [['active', true]]],
    [{ type: 'UserDeleted', data: { userId } }, []],
    [{ type: 'SignInNameHeld', data: { userId }, personal: plain({ signInName: 'zoe' }) }, [['signInName', 'zoe']]],
    [
      { type: 'SignInNameSettled', data: { userId, how: 'taken-back' } },
      [
        ['signInName', null],
        ['rename', 'taken-back'],
      ],
    ],
    [{ type: 'OwnershipGranted', data: { userId } }, [['owner', true]]],
    [{ type: 'OwnershipRevoked', data: { userId } }, [['owner', false]]],
  ])('says what changes of a user: %j', (event, values) => {
    expect(newValues(event).map(({ attribute, value }) => [attribute, value])).toEqual(values);
  });

  it('tells whose stream an event belongs to', () => {
    const kinds = [
      { type: 'UserDeleted', data: { userId } },
      { type: 'GroupDeleted', data: { groupId: 'g1' } },
      { type: 'OwnershipRevoked', data: { userId } },
      { type: 'ScimEnabled', data: {} },
      { type: 'ClaimFenced', data: { kind: 'token' } },
    ] as const;
    expect(
      kinds.map((event) => [isUserEvent, isGroupEvent, isCompanyEvent, isOwnership].map((is) => is(event))),
    ).toEqual([
      [true, false, false, false],
      [false, true, false, false],
      [false, false, true, true],
      [false, false, true, false],
      [false, false, false, false],
    ]);
  });
});

describe('The short name of an attribute', () => {
  it('is its name without the schema', () => {
    expect([department, 'userName', '$ref'].map(shortName)).toEqual(['department', 'userName', '$ref']);
  });
});
