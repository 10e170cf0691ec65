import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { GroupEvent } from '@luciq/events';
import { MAX_MEMBERS_PER_EVENT } from '@luciq/events';
import type { GroupChange, GroupDraft } from '@luciq/scim';
import { parseGroup, parseGroupPatch, PATCH_OP_URN } from '@luciq/scim';
import { idpContext as context, specOf } from '../contract/given-when-then.ts';
import type {
  CheckedMembers,
  CreateGroup,
  GroupCommand,
  GroupCommandBase,
  GroupState,
  PatchGroup,
  ReplaceGroup,
} from './group.ts';
import { groupDecider, groupNameClaims, memberIdsToCheck, NOBODY_CHECKED } from './group.ts';

const allKnown = (ids: readonly string[]): CheckedMembers => ({ users: new Set(ids), groups: new Set() });
const base = (checked: CheckedMembers = NOBODY_CHECKED): GroupCommandBase => ({ context, groupId: 'g1', checked });

const draft = (body: unknown): GroupDraft => {
  const parsed = parseGroup(body);
  if (!parsed.ok) throw new Error(parsed.problem.detail);
  return parsed.value;
};
const changes = (...Operations: unknown[]): readonly GroupChange[] => {
  const parsed = parseGroupPatch({ schemas: [PATCH_OP_URN], Operations });
  if (!parsed.ok) throw new Error(parsed.problem.detail);
  return parsed.value;
};
const patch = (...operations: unknown[]): PatchGroup => {
  const steps = changes(...operations);
  return { type: 'PatchGroup', ...base(allKnown(memberIdsToCheck(steps))), changes: steps };
};
const replace = (body: unknown): ReplaceGroup => ({
  type: 'ReplaceGroup',
  ...base(allKnown(memberIdsToCheck(draft(body)))),
  draft: draft(body),
});
const create = (body: unknown): CreateGroup => ({
  type: 'CreateGroup',
  ...base(allKnown(memberIdsToCheck(draft(body)))),
  draft: draft(body),
  origin: 'scim',
});

const created: GroupEvent = {
  type: 'GroupCreated',
  data: { groupId: 'g1', displayName: 'Team', externalId: null, origin: 'scim' },
};
const added = (...memberIds: string[]): GroupEvent => ({
  type: 'GroupMembersAdded',
  data: { groupId: 'g1', memberIds },
});
const removed = (...memberIds: string[]): GroupEvent => ({
  type: 'GroupMembersRemoved',
  data: { groupId: 'g1', memberIds },
});
const renamed = (displayName: string): GroupEvent => ({ type: 'GroupRenamed', data: { groupId: 'g1', displayName } });

const { given } = specOf(groupDecider);
const members = (...ids: string[]) => ids.map((value) => ({ value, display: value }));
const fold = (state: GroupState, events: readonly GroupEvent[]): GroupState =>
  events.reduce(
    (at, event, revision) =>
      groupDecider.evolve(at, { event, companyId: 'acme', time: context.now, revision, cause: context }),
    state,
  );

describe('a new group', () => {
  it('comes with its members, each once', () => {
    const { decision } = given().when(create({ displayName: 'Team', members: [...members('a', 'b'), { value: 'a' }] }));
    expect(decision).toEqual({ kind: 'events', events: [created, added('a', 'b')] });
  });

  it('has no second one of its id, so that a repeated create is answered 409', () => {
    given(created)
      .when(create({ displayName: 'Team' }))
      .thenRefused({ kind: 'group-name-taken' });
    given(created)
      .when({ type: 'CreateGroup', ...base(), draft: draft({ displayName: 'Team' }), origin: 'import' })
      .then();
  });

  it('has its name alone in the company, whatever the case', () => {
    expect(groupDecider.claims(given(created, renamed('Équipe ONE')).state, 'acme')).toEqual(
      groupNameClaims('acme', 'équipe one'),
    );
    expect(groupDecider.claims({ kind: 'deleted' }, 'acme')).toEqual([]);
  });
});

describe('a known group', () => {
  it('is renamed, and keeps its name in a rename to the same', () => {
    given(created)
      .when(patch({ op: 'replace', value: { id: 'g1', displayName: 'Crew' } }))
      .then(renamed('Crew'));
    given(created)
      .when(patch({ op: 'replace', value: { id: 'g1', displayName: 'Team' } }))
      .then();
  });

  it('gets and loses the id of the identity provider', () => {
    given(created)
      .when(patch({ op: 'add', path: 'externalId', value: '00g1' }))
      .then({ type: 'GroupExternalIdChanged', data: { groupId: 'g1', externalId: '00g1' } });
    given(created)
      .when(patch({ op: 'remove', path: 'externalId' }))
      .then();
  });

  it('takes one who is a member already, and misses one who is not, without a change [RFC7644 3.5.2.1 duplicate-no-change]', () => {
    given(created, added('a'))
      .when(patch({ op: 'add', path: 'members', value: members('a') }, { op: 'remove', path: 'members[value eq "b"]' }))
      .then();
  });

  it('is told the difference only', () => {
    given(created, added('a', 'b', 'c'))
      .when(replace({ displayName: 'Team', members: members('b', 'd') }))
      .then(removed('a', 'c'), added('d'));
  });

  it('keeps its members in a PUT that does not speak of them, and loses them in one with an empty list', () => {
    given(created, added('a'))
      .when(replace({ displayName: 'Crew' }))
      .then(renamed('Crew'));
    given(created, added('a'))
      .when(replace({ displayName: 'Team', members: [] }))
      .then(removed('a'));
  });

  it('decides what comes and goes in one request as if nothing had happened', () => {
    given(created)
      .when(
        patch(
          { op: 'add', path: 'members', value: members('a') },
          { op: 'remove', path: 'members', value: members('a') },
        ),
      )
      .then();
    given(created, added('a'))
      .when(patch({ op: 'remove', path: 'members' }, { op: 'add', path: 'members', value: members('a') }))
      .then();
  });

  it('loses members whom a filter finds', () => {
    given(created, added('a1', 'a2', 'b'))
      .when(patch({ op: 'remove', path: 'members[value sw "a" and type eq "User"]' }))
      .then(removed('a1', 'a2'));
  });

  it('exchanges one member for another, or says that there is none to exchange [RFC7644 3.5.2.3 filter-no-match]', () => {
    const exchange = patch({ op: 'replace', path: 'members[value eq "a"]', value: { value: 'b' } });
    expect(given(created, added('a')).when(exchange).decision).toEqual({
      kind: 'events',
      events: [removed('a'), added('b')],
    });
    expect(given(created).when(exchange).decision).toMatchObject({
      kind: 'refused',
      refusal: { problem: { scimType: 'noTarget' } },
    });
  });

  it('is deleted for good', () => {
    expect(given(created).when({ type: 'DeleteGroup', ...base() }).decision).toEqual({
      kind: 'events',
      events: [{ type: 'GroupDeleted', data: { groupId: 'g1' } }],
    });
    const gone: GroupCommand[] = [
      { type: 'DeleteGroup', ...base() },
      patch({ op: 'remove', path: 'members' }),
      replace({ displayName: 'x' }),
      create({ displayName: 'x' }),
    ];
    for (const command of gone)
      given(created, { type: 'GroupDeleted', data: { groupId: 'g1' } })
        .when(command)
        .thenRefused({ kind: 'group-not-found' });
  });
});

describe('members who do not exist', () => {
  it('are refused by name, and nothing of the request is done', () => {
    const steps = changes(
      { op: 'replace', path: 'displayName', value: 'Crew' },
      { op: 'add', path: 'members', value: members('a', 'ghost') },
    );
    expect(memberIdsToCheck(steps)).toEqual(['a', 'ghost']);
    given(created)
      .when({ type: 'PatchGroup', ...base(allKnown(['a'])), changes: steps })
      .thenRefused({ kind: 'unknown-members', memberIds: ['ghost'] });
  });

  it('need no check when they leave', () => {
    given(created, added('ghost'))
      .when({ type: 'PatchGroup', ...base(), changes: changes({ op: 'remove', path: 'members[value eq "ghost"]' }) })
      .then(removed('ghost'));
  });

  it('are told from groups, which are no members either', () => {
    const steps = changes({ op: 'add', path: 'members', value: members('g2') });
    given(created)
      .when({ type: 'PatchGroup', ...base({ users: new Set(), groups: new Set(['g2']) }), changes: steps })
      .thenRefused({ kind: 'group-in-group', memberId: 'g2' });
  });
});

describe('large groups', () => {
  const ids = (count: number, prefix = 'm') => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

  it('change in events that are not too large', () => {
    const { decision } = given(created).when(patch({ op: 'add', path: 'members', value: members(...ids(2_500)) }));
    const sizes =
      decision.kind === 'events'
        ? decision.events.map((event) => ('memberIds' in event.data ? event.data.memberIds.length : 0))
        : [];
    expect(sizes).toEqual([MAX_MEMBERS_PER_EVENT, MAX_MEMBERS_PER_EVENT, 500]);
  });

  it('share what they had with what they were before', () => {
    const before = given(created, added(...ids(10_000))).state;
    const after = fold(before, [added('one'), removed('m5')]);
    const sizes = [before, after].map((state) => (state.kind === 'known' ? state.members.size : 0));
    expect(sizes).toEqual([10_000, 10_000]);
  });
});

describe('any sequence of operations', () => {
  const id = fc.constantFrom<string[]>('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
  const list = fc.uniqueArray(id, { maxLength: 5 });
  const operation = fc.oneof(
    list.map((values) => ({ op: 'add', path: 'members', value: members(...values) })),
    list.map((values) => ({ op: 'Add', value: { members: members(...values) } })),
    id.map((value) => ({ op: 'remove', path: `members[value eq "${value}"]` })),
    fc
      .tuple(id, id)
      .map(([one, other]) => ({ op: 'remove', path: `members[value eq "${one}" or value eq "${other}"]` })),
    list.map((values) => ({ op: 'Remove', path: 'members', value: members(...values) })),
    list.map((values) => ({ op: 'replace', path: 'members', value: members(...values) })),
    id.map((value) => ({ op: 'remove', path: `members[value gt "${value}"]` })),
    fc.constant({ op: 'remove', path: 'members' }),
  );
  type Operation = { readonly op: string; readonly path?: string; readonly value?: unknown };

  /** The same on a plain set, from the operations as they were sent. */
  function onSet(set: Set<string>, { op, path, value }: Operation): Set<string> {
    const sent = Array.isArray(value) ? value : ((value as { members?: unknown[] } | undefined)?.members ?? []);
    const values = new Set(sent.map((each: unknown) => (each as { value: string }).value));
    const quoted = [...(path ?? '').matchAll(/"(.)"/g)].map(([, found]) => found ?? '');
    if (op.toLowerCase() === 'add') return new Set([...set, ...values]);
    if (op === 'replace') return values;
    if (path?.includes(' gt ')) return new Set([...set].filter((each) => each <= (quoted[0] ?? '')));
    if (path?.includes('[')) return new Set([...set].filter((each) => !quoted.includes(each)));
    return value === undefined ? new Set() : new Set([...set].filter((each) => !values.has(each)));
  }

  it('folded equals a set, and a second time gives nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.array(operation, { minLength: 1, maxLength: 4 }), { maxLength: 12 }), (requests) => {
        let state = fold(groupDecider.initial, [created]);
        let wanted = new Set<string>();
        for (const operations of requests) {
          const decision = groupDecider.decide(state, patch(...operations));
          if (decision.kind !== 'events') throw new Error('refused');
          state = fold(state, decision.events);
          wanted = operations.reduce<Set<string>>(onSet, wanted);
          if (state.kind !== 'known') throw new Error('gone');
          expect([...state.members].toSorted()).toEqual([...wanted].toSorted());
          expect(groupDecider.decide(state, patch(...operations))).toEqual({ kind: 'events', events: [] });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never tells of one who came and was there, or left and was not', () => {
    fc.assert(
      fc.property(list, fc.array(operation, { minLength: 1, maxLength: 4 }), (start, operations) => {
        const state = fold(groupDecider.initial, start.length > 0 ? [created, added(...start)] : [created]);
        const decision = groupDecider.decide(state, patch(...operations));
        for (const event of decision.kind === 'events' ? decision.events : []) {
          if (event.type === 'GroupMembersAdded')
            expect(event.data.memberIds.filter((each) => start.includes(each))).toEqual([]);
          if (event.type === 'GroupMembersRemoved')
            expect(event.data.memberIds.filter((each) => !start.includes(each))).toEqual([]);
        }
      }),
    );
  });
});
