import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { GroupCommand, GroupCommandBase } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import { EventStoreUnavailable } from '@luciq/event-store';
import { openSqliteEventStore } from '@luciq/event-store/sqlite';
import { groupStream } from '@luciq/events';
import type { Snapshots } from '@luciq/gateway-store';
import { NO_SNAPSHOTS } from '@luciq/gateway-store';
import type { SqliteSnapshots } from '@luciq/gateway-store/embedded';
import { acknowledgedFromLog, openSqliteSnapshots } from '@luciq/gateway-store/embedded';
import type { GroupChange } from '@luciq/scim';
import { KeyedQueue } from '../writing/keyed-queue.ts';
import { ACME, idpContext } from '../writing/test-gateway.ts';
import { ChangeGroup, ChangeGroupHandler } from './change-group.ts';
import { GROUP_REDUCER, SNAPSHOT_EVERY } from './group-snapshots.ts';
import { GroupStreams } from './group-streams.ts';
import { MembershipChanges } from './membership-changes.ts';

/** Changes after which there is a snapshot. */
const MANY = SNAPSHOT_EVERY + 20;

describe('groups on the write side', () => {
  let folder: string;
  let store: EventStore;
  let snapshots: SqliteSnapshots;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'luciq-groups-'));
    store = openSqliteEventStore({ file: join(folder, 'log.sqlite') });
    snapshots = openSqliteSnapshots(join(folder, 'snapshots.sqlite'));
  });
  afterEach(async () => {
    await store.close();
    snapshots.close();
    await rm(folder, { recursive: true });
  });

  const process = (kept: Snapshots = snapshots, log: EventStore = store) => {
    const streams = new GroupStreams(log, kept);
    return { streams, handler: new ChangeGroupHandler(streams, acknowledgedFromLog(log), new MembershipChanges()) };
  };
  const base = (groupId: string, users: readonly string[] = []): GroupCommandBase => {
    return { context: idpContext(), groupId, checked: { users: new Set(users), groups: new Set() } };
  };
  const patch = (groupId: string, change: GroupChange, users: readonly string[] = []): GroupCommand => ({
    type: 'PatchGroup',
    ...base(groupId, users),
    changes: [change],
  });
  const made = async (handler: ChangeGroupHandler): Promise<string> => {
    const id = randomUUID();
    await handler.execute(
      new ChangeGroup({
        type: 'CreateGroup',
        ...base(id, ['kept']),
        draft: { displayName: `Group ${id}`, externalId: null, memberIds: ['kept'] },
        origin: 'scim',
      }),
    );
    return id;
  };
  /** Enough changes for a snapshot, and a few more. */
  const busy = async ({ handler, streams }: ReturnType<typeof process>, id: string): Promise<void> => {
    for (let n = 0; n < MANY; n += 1)
      await handler.execute(new ChangeGroup(patch(id, { kind: 'addMembers', memberIds: [`u${n}`] }, [`u${n}`])));
    await streams.settled();
  };
  const membersOf = async (streams: GroupStreams, id: string): Promise<readonly string[]> =>
    [...((await streams.byId(ACME, id))?.members ?? [])].sort();

  it('are the same from a snapshot and from the start, and a snapshot is made of a long stream alone', async () => {
    const first = process();
    const [id, short] = [await made(first.handler), await made(first.handler)];
    await busy(first, id);
    const snapshot = await snapshots.load(groupStream(ACME, id), GROUP_REDUCER);
    expect(snapshot?.revision).toBeGreaterThan(SNAPSHOT_EVERY - 1);
    expect(await snapshots.load(groupStream(ACME, short), GROUP_REDUCER)).toBeNull();
    const [from, without] = [
      await process().streams.byId(ACME, id),
      await process(NO_SNAPSHOTS).streams.byId(ACME, id),
    ];
    expect(from?.group).toEqual(without?.group);
    expect([...(from?.members ?? [])].sort()).toEqual([...(without?.members ?? [])].sort());
    expect(from?.members.size).toBe(MANY + 1);
  });

  it('go on from a snapshot, and take it away with the group', async () => {
    const first = process();
    const id = await made(first.handler);
    await busy(first, id);
    const second = process();
    await second.handler.execute(
      new ChangeGroup(patch(id, { kind: 'removeMembers', members: { kind: 'ids', memberIds: ['kept'] } })),
    );
    expect(await membersOf(process(NO_SNAPSHOTS).streams, id)).not.toContain('kept');
    await second.handler.execute(new ChangeGroup({ type: 'DeleteGroup', ...base(id) }));
    await second.streams.settled();
    expect(await snapshots.load(groupStream(ACME, id), GROUP_REDUCER)).toBeNull();
    expect(await process().streams.byId(ACME, id)).toBeNull();
  });

  it.each([
    ['that says what never was, after a record of another log', { recordId: randomUUID() }],
    ['that is of no record of the stream', {}],
  ])('are folded from the start beside a snapshot %s', async (_what, change) => {
    const first = process();
    const id = await made(first.handler);
    await busy(first, id);
    const snapshot = await snapshots.load(groupStream(ACME, id), GROUP_REDUCER);
    const body = JSON.stringify({
      ...(JSON.parse(snapshot?.body ?? '{}') as object),
      members: ['invented'],
      ...change,
    });
    await snapshots.save(groupStream(ACME, id), GROUP_REDUCER, {
      revision: 'recordId' in change ? (snapshot?.revision ?? 0) : 1_000_000,
      body,
    });
    expect(await membersOf(process().streams, id)).toEqual(await membersOf(process(NO_SNAPSHOTS).streams, id));
  });

  it('work without snapshots where these cannot be had', async () => {
    const first = process();
    const id = await made(first.handler);
    snapshots.close();
    await busy(first, id);
    expect((await process().streams.byId(ACME, id))?.members.size).toBe(MANY + 1);
    snapshots = openSqliteSnapshots(join(folder, 'snapshots.sqlite'));
  });
});

describe('a queue by key', () => {
  it('runs the works of one key in turn, those of others at once, whatever becomes of them', async () => {
    const queue = new KeyedQueue(10);
    const seen: string[] = [];
    const gate = Promise.withResolvers<void>();
    const first = queue.run('a', async () => {
      await gate.promise;
      seen.push('a1');
      throw new Error('a1 fails');
    });
    const second = queue.run('a', async () => void seen.push('a2'));
    await queue.run('b', async () => void seen.push('b1'));
    gate.resolve();
    await expect(first).rejects.toThrow('a1 fails');
    await second;
    expect(seen).toEqual(['b1', 'a1', 'a2']);
  });

  it('lets no more wait than it may, and takes new ones once those are done', async () => {
    const queue = new KeyedQueue(2);
    const gate = Promise.withResolvers<void>();
    const waiting = [queue.run('a', () => gate.promise), queue.run('a', () => gate.promise)];
    await expect(queue.run('a', () => gate.promise)).rejects.toBeInstanceOf(EventStoreUnavailable);
    gate.resolve();
    await Promise.all(waiting);
    await expect(queue.run('a', async () => 'done')).resolves.toBe('done');
  });
});
