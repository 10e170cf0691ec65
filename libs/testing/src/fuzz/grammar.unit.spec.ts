import { describe, expect, it } from '@jest/globals';
import type { CommandContext, CreateGroup, GroupCommand, GroupState, PatchGroup } from '@luciq/domain';
import { groupDecider, memberIdsToCheck } from '@luciq/domain';
import type { Attributes } from '@luciq/events';
import {
  applyPatch,
  evaluateFilter,
  groupResourceType,
  parseFilter,
  parseGroupPatch,
  parsePatch,
  parseResource,
  renderUser,
  userResourceType,
} from '@luciq/scim';
import { grammarFilter, grammarPatch } from './grammar.ts';
import { Random } from './random.ts';

/** Cases of each kind; `FUZZ_CASES` makes them more. */
const CASES = Number(process.env['FUZZ_CASES'] ?? 10_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_260_101);

const ids = ['u1', 'u2', 'u3', 'u4'];
const users = { type: userResourceType, ids };
const groups = { type: groupResourceType, ids };
const start: Attributes = {
  userName: 'Ann',
  name: { givenName: 'Ann' },
  emails: [{ value: 'ann@example.com', type: 'work', primary: true }],
  roles: [{ value: 'viewer' }],
};
const prototypes = [Object.prototype, Array.prototype, String.prototype, Function.prototype];
const names = () => prototypes.map((each) => Object.getOwnPropertyNames(each).join());
const told = (number: number, sent: unknown, error: unknown): Error =>
  new Error(`seed ${SEED}, case ${number}: ${JSON.stringify(sent)}`, { cause: error });

/** Runs every case; an exception is told with what was sent. */
function forEachCase(make: (random: Random) => unknown, check: (sent: unknown) => boolean): number {
  const random = new Random(SEED);
  const before = names();
  let understood = 0;
  for (let number = 0; number < CASES; number += 1) {
    const sent = make(random);
    try {
      if (check(sent)) understood += 1;
    } catch (error) {
      throw told(number, sent, error);
    }
  }
  expect(names()).toEqual(before);
  return understood / CASES;
}

describe('seeded filters', () => {
  it.each([
    ['users', users],
    ['groups', groups],
  ] as const)('of %s are outcomes, and what is understood can be evaluated', (_, world) => {
    const share = forEachCase(
      (random) => grammarFilter(random, world),
      (sent) => {
        const filter = parseFilter(world.type, String(sent));
        if (!filter.ok)
          return filter.problem.scimType === 'invalidFilter' ? false : expect(filter).toBeNull() === undefined;
        expect(
          typeof evaluateFilter(filter.value, {
            id: '1',
            active: true,
            ...start,
            members: [{ value: 'u1', type: 'User' }],
          }),
        ).toBe('boolean');
        return true;
      },
    );
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(1);
  });

  it('are the same for the same seed', () => {
    const of = (seed: number) =>
      Array.from(
        { length: 20 },
        (
          (random) => () =>
            grammarFilter(random, users)
        )(new Random(seed)),
      );
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });
});

describe('seeded bodies of PATCH', () => {
  it('of users are outcomes, and give users that can be sent back', () => {
    const share = forEachCase(
      (random) => JSON.parse(JSON.stringify(grammarPatch(random, users))) as unknown,
      (sent) => {
        const operations = parsePatch(userResourceType, sent);
        const after = operations.ok ? applyPatch(userResourceType, start, operations.value) : operations;
        if (!after.ok) return false;
        const { active = true, ...attributes } = after.value;
        const shown = renderUser(
          { id: '1', active: active === true, attributes, created: '', lastModified: '', revision: 0 },
          { baseUrl: '' },
        );
        expect(parseResource(userResourceType, shown)).toEqual({
          ok: true,
          value: { ...attributes, active: active === true },
        });
        return true;
      },
    );
    expect(share).toBeGreaterThan(0.1);
  });

  it('of groups are outcomes, and decided a second time nothing', () => {
    const context: CommandContext = {
      companyId: 'acme',
      commandId: '',
      requestId: '',
      actor: { kind: 'idp', id: 't' },
      tokenId: null,
      now: '',
    };
    const checked = { users: new Set(ids), groups: new Set<string>() };
    const base = { context, groupId: 'g1', checked };
    const decided = (state: GroupState, command: CreateGroup | PatchGroup): GroupState | null => {
      const decision = groupDecider.decide(state, command);
      return decision.kind === 'events'
        ? decision.events.reduce(
            (at, event) => groupDecider.evolve(at, { event, companyId: 'acme', time: '', revision: 1, cause: context }),
            state,
          )
        : null;
    };
    const created = decided(groupDecider.initial, {
      type: 'CreateGroup',
      ...base,
      draft: { displayName: 'T', externalId: null, memberIds: ['u1', 'u2'] },
      origin: 'scim',
    });
    if (!created) throw new Error('no group');
    const share = forEachCase(
      (random) => JSON.parse(JSON.stringify(grammarPatch(random, groups))) as unknown,
      (sent) => {
        const changes = parseGroupPatch(sent);
        if (!changes.ok) return false;
        const command: GroupCommand = { type: 'PatchGroup', ...base, changes: changes.value };
        const after = decided(created, command);
        if (!after) return memberIdsToCheck(changes.value).length > 0;
        const exchanges = changes.value.some(({ kind }) => kind === 'exchangeMembers');
        if (!exchanges) expect(groupDecider.decide(after, command)).toEqual({ kind: 'events', events: [] });
        return true;
      },
    );
    expect(share).toBeGreaterThan(0.05);
  });
});
