import { Set as PersistentSet } from 'immutable';
import { LRUCache } from 'lru-cache';
import type { GroupState } from '@luciq/domain';
import { groupDecider } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import type { ClaimFenced, EventRecord, GroupEvent, StreamName } from '@luciq/events';
import type { Snapshots } from '@luciq/gateway-store';
import { GatewayStoreUnavailable } from '@luciq/gateway-store';
import type { GroupResource } from '@luciq/scim';
import type { StateKeeping, Versioned } from '../writing/state-cache.ts';

/** Raised whenever a group is folded, or written here, in another way: older snapshots then count as none. */
export const GROUP_REDUCER = 'group-1';
/** Records since the last snapshot after which another one is saved, at least. */
export const SNAPSHOT_EVERY = 500;
/** As many members are worth one more record of waiting: a large group is written whole less often. */
export const MEMBERS_PER_RECORD = 50;
/** Groups of which the revision of the newest snapshot is remembered. */
export const MAX_REMEMBERED_SNAPSHOTS = 20_000;

interface Kept {
  readonly recordId: string;
  readonly published: string | null;
  readonly group: GroupResource;
  readonly members: readonly string[];
}

/**
 * Snapshots of groups. One is used only if the record it was made after still stands in the stream at its revision, so that
 * one of another log does no harm; in any doubt the stream is folded from its start. Saving is nobody's matter to wait for.
 */
export class GroupSnapshots implements StateKeeping<GroupState> {
  /** By stream, the revision of the newest snapshot that this process has seen. */
  private readonly saved = new LRUCache<StreamName, number>({ max: MAX_REMEMBERED_SNAPSHOTS });
  private readonly saving = new Set<Promise<void>>();

  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly snapshots: Snapshots,
  ) {}

  async load(stream: StreamName): Promise<Versioned<GroupState> | null> {
    const snapshot = await this.snapshots.load(stream, GROUP_REDUCER).catch(onlyIfUnavailable);
    if (!snapshot) return null;
    const { revision } = snapshot;
    this.saved.set(stream, revision);
    const kept = JSON.parse(snapshot.body) as Kept;
    const records = (await this.store.readStream(stream, revision - 1)) as readonly EventRecord<
      GroupEvent | ClaimFenced
    >[];
    const [own, ...later] = records;
    if (own?.revision !== revision || own.id !== kept.recordId) return null;
    const state: GroupState = { kind: 'known', group: kept.group, members: PersistentSet(kept.members) };
    return {
      state: later.reduce<GroupState>((folded, record) => groupDecider.evolve(folded, record), state),
      revision: later.at(-1)?.revision ?? revision,
      published:
        later.findLast(({ event }) => event.type !== 'ClaimFenced')?.position ??
        (kept.published === null ? null : BigInt(kept.published)),
    };
  }

  written(stream: StreamName, versioned: Versioned<GroupState>, record: EventRecord): void {
    const { state, revision, published } = versioned;
    const since = revision - (this.saved.get(stream) ?? -1);
    if (state.kind !== 'known') {
      if (this.saved.delete(stream)) this.track(this.snapshots.discard(stream));
      return;
    }
    if (record.revision !== revision || since < SNAPSHOT_EVERY + state.members.size / MEMBERS_PER_RECORD) return;
    this.saved.set(stream, revision);
    const kept: Kept = {
      recordId: record.id,
      published: published === null ? null : String(published),
      group: state.group,
      members: [...state.members],
    };
    this.track(this.snapshots.save(stream, GROUP_REDUCER, { revision, body: JSON.stringify(kept) }));
  }

  /** Resolves when nothing is being saved. */
  async settled(): Promise<void> {
    await Promise.all(this.saving);
  }

  private track(work: Promise<void>): void {
    const done = work.catch(onlyIfUnavailable).then(() => void this.saving.delete(done));
    this.saving.add(done);
  }
}

/** A snapshot that can't be had or kept is one that is not there. */
function onlyIfUnavailable(error: unknown): null {
  if (error instanceof GatewayStoreUnavailable) return null;
  throw error;
}
