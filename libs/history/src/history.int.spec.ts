import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EventStore } from '@luciq/event-store';
import { openSqliteEventStore } from '@luciq/event-store/sqlite';
import type { Actor, DomainEvent, EventRecord, StreamName } from '@luciq/events';
import { companyStream, groupStream, plain, userStream } from '@luciq/events';
import type { SecurityEntry } from '@luciq/gateway-store';
import { startPump } from '@luciq/pump';
import { openReadModel } from '@luciq/read-model/sqlite';
import { History } from './history.ts';
import { foldMember } from './member-fold.ts';
import { recordsByScan, recordsOfStreams } from './member-records.ts';

const OKTA: Actor = { kind: 'idp', id: 'tok' };
const BOSS: Actor = { kind: 'member', id: 'boss' };

/** A log of one company; each event is of a minute of its own. */
class Life {
  readonly folder = mkdtempSync(join(tmpdir(), 'luciq-history-'));
  readonly store: EventStore = openSqliteEventStore({ file: join(this.folder, 'log.sqlite') });
  private number = 0;

  async happens(event: DomainEvent, actor = OKTA): Promise<string> {
    this.number += 1;
    const id = idOf(this.number);
    const outcome = await this.store.append({
      stream: streamOf(event),
      expected: 'any',
      events: [{ id, event }],
      time: timeOf(this.number),
      cause: {
        commandId: id,
        requestId: `request-${this.number}`,
        actor,
        tokenId: actor.kind === 'idp' ? actor.id : null,
      },
    });
    expect(outcome.kind).toBe('appended');
    return id;
  }

  /** Groups that the rows say someone was ever in. */
  async groupsEver(userId: string): Promise<readonly string[]> {
    const opened = await openReadModel({ folder: join(this.folder, `rows-${this.number}`) });
    if (opened.kind !== 'ready') throw new Error(opened.kind);
    const { readModel } = opened;
    const { store } = this;
    const source = {
      read: async ({ after, limit }: { readonly after: bigint; readonly limit: number }) => {
        const { records, through } = await store.readLog({ after, limit });
        return { items: records, through };
      },
      wait: () => Promise.resolve(),
    };
    const failure = { initialDelayMs: 0, maxDelayMs: 0, attempts: 1, onExhausted: 'stop' } as const;
    await startPump({ source, sink: readModel.sink, failure, batchItems: 7, until: await store.head() }).done;
    const groups = await readModel.queries.groupsEver('acme', userId);
    readModel.close();
    return groups;
  }

  async close(): Promise<void> {
    await this.store.close();
    rmSync(this.folder, { recursive: true });
  }
}

const idOf = (at: number): string => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
const timeOf = (at: number): string => new Date(Date.UTC(2026, 0, 1) + at * 60_000).toISOString();

function streamOf({ type, data }: DomainEvent): StreamName {
  if (type.startsWith('GroupMapping') || type.startsWith('Ownership') || type === 'SessionsEnded')
    return companyStream('acme');
  if ('groupId' in data) return groupStream('acme', data.groupId);
  return 'userId' in data && data.userId !== null ? userStream('acme', data.userId) : companyStream('acme');
}

let life: Life | null = null;
const begin = async (): Promise<Life> => {
  await life?.close();
  life = new Life();
  await life.happens({
    type: 'CompanyRegistered',
    data: { name: 'Acme', applications: ['Shop', 'Maps'], defaults: { role: 'member', applications: [] } },
  });
  return life;
};
afterEach(async () => {
  await life?.close();
  life = null;
});

const created = (userId: string): DomainEvent => ({
  type: 'UserProvisioned',
  data: { userId, origin: 'scim' },
  personal: plain({ userName: `${userId}@x.example` }),
});
const group = (groupId: string): DomainEvent => ({
  type: 'GroupCreated',
  data: { groupId, displayName: `Team ${groupId}`, externalId: null, origin: 'scim' },
});
const mapped = (groupId: string, role: string | null, applications: readonly string[]): DomainEvent => ({
  type: 'GroupMappingSet',
  data: { groupId, role, applications, precedence: 1 },
});
const members = (
  type: 'GroupMembersAdded' | 'GroupMembersRemoved',
  groupId: string,
  ...memberIds: string[]
): DomainEvent => ({ type, data: { groupId, memberIds } });

describe('the history of a person', () => {
  it('has the role that came through a group for three minutes, who put the person in, and who had mapped the group', async () => {
    const log = await begin();
    await log.happens(
      { type: 'TokenIssued', data: { tokenId: 'tok', digest: 'd', lastFour: 'abcd', expiresAt: null, label: 'Okta' } },
      BOSS,
    );
    await log.happens(created('ann'));
    await log.happens(group('g'));
    const mapping = await log.happens(mapped('g', 'admin', ['Shop']), BOSS);
    await log.happens(members('GroupMembersAdded', 'g', 'ann', 'bob'));
    await log.happens(members('GroupMembersRemoved', 'g', 'ann'));
    await log.happens(mapped('g', 'admin', ['Maps']), BOSS);
    await log.happens({ type: 'UserDeactivated', data: { userId: 'ann' } });
    await log.happens({ type: 'TokenRevoked', data: { tokenId: 'tok' } }, BOSS);
    const history = foldMember(await recordsByScan(log.store, { companyId: 'acme', userId: 'ann' }), 'ann');
    const token = { id: 'tok', label: 'Okta', revokedAt: timeOf(10) };
    const member = { role: 'member', applications: [] };
    const admin = { role: 'admin', applications: ['Shop'] };
    expect(history.map(({ type, access }) => [type, access?.before, access?.after])).toEqual([
      ['UserProvisioned', null, member],
      ['GroupMembersAdded', member, admin],
      ['GroupMembersRemoved', admin, member],
      ['UserDeactivated', member, { role: null, applications: [] }],
    ]);
    expect(history[1]).toMatchObject({
      actor: OKTA,
      token,
      requestId: 'request-6',
      group: { id: 'g', name: 'Team g' },
      access: {
        because: [
          {
            source: 'group-mapping',
            groupName: 'Team g',
            eventId: mapping,
            time: timeOf(5),
            actor: BOSS,
            requestId: 'request-5',
          },
        ],
      },
    });
  });

  it('has mappings and switches of the company only while they reached the person, with the value before', async () => {
    const log = await begin();
    await log.happens({ type: 'SamlEnabled', data: {} });
    await log.happens({ type: 'DefaultAccessChanged', data: { defaults: { role: 'member', applications: ['Shop'] } } });
    await log.happens(group('g'));
    await log.happens(created('ann'));
    await log.happens(mapped('g', 'viewer', []));
    await log.happens(members('GroupMembersAdded', 'g', 'ann'));
    await log.happens(mapped('g', 'admin', []));
    await log.happens({ type: 'DefaultAccessChanged', data: { defaults: { role: 'member', applications: ['Maps'] } } });
    await log.happens({ type: 'ApplicationsChanged', data: { applications: ['Maps'] } });
    await log.happens({ type: 'ScimPaused', data: {} });
    await log.happens({ type: 'OwnershipGranted', data: { userId: 'bob' } });
    await log.happens({ type: 'OwnershipGranted', data: { userId: 'ann' } });
    await log.happens({ type: 'GroupDeleted', data: { groupId: 'g' } });
    await log.happens({ type: 'UserDeleted', data: { userId: 'ann' } });
    await log.happens({ type: 'SamlDisabled', data: {} });
    const history = foldMember(await recordsByScan(log.store, { companyId: 'acme', userId: 'ann' }), 'ann');
    expect(history.map(({ type }) => type)).toEqual([
      'UserProvisioned',
      'GroupMembersAdded',
      'GroupMappingSet',
      'DefaultAccessChanged',
      'ApplicationsChanged',
      'ScimPaused',
      'OwnershipGranted',
      'GroupDeleted',
      'UserDeleted',
    ]);
    expect(history[3]).toMatchObject({
      changes: [
        { attribute: 'defaultRole', before: 'member', value: 'member' },
        { attribute: 'defaultApplications', before: ['Shop'], value: ['Maps'] },
      ],
      access: { before: { applications: ['Shop'] }, after: { applications: ['Maps'] } },
    });
    expect(history.at(-1)?.access).toMatchObject({ before: { role: 'owner' }, after: null });
  });

  it('has the tokens and links that the person made, what became of them, and sign-ins in their place', async () => {
    const log = await begin();
    const ann: Actor = { kind: 'member', id: 'ann' };
    await log.happens(created('ann'));
    const issued = { digest: 'd', lastFour: 'abcd', expiresAt: null };
    await log.happens({ type: 'TokenIssued', data: { tokenId: 't1', label: 'Mine', ...issued } }, ann);
    await log.happens({ type: 'TokenIssued', data: { tokenId: 't2', label: 'Other', ...issued } }, BOSS);
    await log.happens({ type: 'SetupLinkIssued', data: { linkId: 'l', digest: 'd', expiresAt: timeOf(99) } }, ann);
    await log.happens({ type: 'TokenRevoked', data: { tokenId: 't1' } }, BOSS);
    await log.happens({ type: 'TokenRevoked', data: { tokenId: 't2' } }, BOSS);
    const signIn = (at: number, actorId: string): SecurityEntry => ({
      id: `s${at}`,
      companyId: 'acme',
      time: timeOf(at),
      event: 'signed-in',
      reason: null,
      actorKind: 'member',
      actorId,
      address: '192.0.2.1',
      requestId: 'r',
      came: null,
    });
    const history = new History({
      store: log.store,
      security: {
        add: () => Promise.resolve(),
        list: () => Promise.resolve([signIn(9, 'ann'), signIn(8, 'bob'), signIn(3, 'ann')]),
      },
      groupsEver: () => Promise.resolve(null),
    });
    const read = await history.ofMember('acme', 'ann');
    expect(read.map(({ type, about, address }) => [type, about?.id ?? null, about?.label ?? address])).toEqual([
      ['UserProvisioned', null, null],
      ['TokenIssued', 't1', 'Mine'],
      ['signed-in', null, '192.0.2.1'],
      ['SetupLinkIssued', 'l', null],
      ['TokenRevoked', 't1', 'Mine'],
      ['signed-in', null, '192.0.2.1'],
    ]);
  });

  it('is the same from the streams that the rows name as from the whole log of the company, whatever happened', async () => {
    const who = fc.constantFrom('ann', 'bob');
    const which = fc.constantFrom('g1', 'g2', 'g3');
    const step = fc.oneof(
      { weight: 2, arbitrary: who.map(created) },
      which.map(group),
      {
        weight: 6,
        arbitrary: fc
          .tuple(fc.constantFrom('GroupMembersAdded', 'GroupMembersRemoved'), which, who)
          .map(([type, id, user]) => members(type, id, user)),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(which, fc.constantFrom('admin', 'viewer', null))
          .map(([id, role]) => mapped(id, role, ['Shop'])),
      },
      which.map((groupId): DomainEvent => ({ type: 'GroupDeleted', data: { groupId } })),
      which.map((groupId): DomainEvent => ({ type: 'GroupMappingRemoved', data: { groupId } })),
      fc
        .tuple(
          fc.constantFrom('UserDeactivated', 'UserReactivated', 'UserDeleted', 'OwnershipGranted', 'OwnershipRevoked'),
          who,
        )
        .map(([type, userId]): DomainEvent => ({ type, data: { userId } })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const log = await begin();
        const allowed = possible(steps);
        for (const event of allowed) await log.happens(event);
        for (const userId of ['ann', 'bob']) {
          const person = { companyId: 'acme', userId };
          const groups = await log.groupsEver(userId);
          const found = foldMember(await recordsOfStreams(log.store, person, groups), userId);
          const { records } = await log.store.readLog({ companyId: 'acme', after: 0n, limit: 1_000 });
          expect(found).toEqual(foldMember(records, userId));
          expect(found.filter(({ group: of }) => of).map(({ id }) => id)).toEqual(reaching(records, userId));
        }
      }),
      { numRuns: 25 },
    );
  });
});

/** Events that deciders allow one after the other: nobody is created twice, and what is gone stays so. */
function possible(steps: readonly DomainEvent[]): readonly DomainEvent[] {
  const [there, gone] = [new Set<string>(), new Set<string>()];
  return steps.filter(({ type, data }) => {
    const key = 'groupId' in data ? data.groupId : 'userId' in data ? String(data.userId) : '';
    if (type === 'GroupCreated' || type === 'UserProvisioned') {
      if (there.has(key) || gone.has(key)) return false;
      there.add(key);
      return true;
    }
    if (type.startsWith('GroupMapping') || type.startsWith('Ownership')) return true;
    if ('memberIds' in data && data.memberIds.some((id) => !there.has(id))) return false;
    if (!there.has(key)) return false;
    if (type === 'UserDeleted' || type === 'GroupDeleted') {
      there.delete(key);
      gone.add(key);
    }
    return true;
  });
}

/** Ids of the events about groups that reached someone, worked out plainly. */
function reaching(records: readonly EventRecord[], userId: string): readonly string[] {
  const found: string[] = [];
  const groups = new Set<string>();
  let isThere = false;
  for (const { id, event } of records) {
    if ('userId' in event.data && event.data.userId === userId) {
      if (event.type === 'UserProvisioned') isThere = true;
      if (event.type === 'UserDeleted') isThere = false;
    }
    if (!isThere || !('groupId' in event.data)) continue;
    const { groupId } = event.data;
    const isNamed = 'memberIds' in event.data && event.data.memberIds.includes(userId);
    const isMember = groups.has(groupId);
    if (event.type === 'GroupMembersAdded' && isNamed && !isMember) found.push(id);
    if (event.type === 'GroupMembersAdded' && isNamed) groups.add(groupId);
    if (event.type === 'GroupMembersRemoved' && isNamed && isMember) found.push(id);
    if (event.type === 'GroupDeleted' && isMember) found.push(id);
    if (event.type === 'GroupMembersRemoved' ? isNamed : event.type === 'GroupDeleted') groups.delete(groupId);
    if (event.type.startsWith('GroupMapping') && isMember) found.push(id);
  }
  return found;
}
