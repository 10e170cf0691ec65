import { createHash } from 'node:crypto';

/** A folded state as it was at a revision of its stream, written as text. */
export interface Snapshot {
  readonly revision: number;
  readonly body: string;
}

/**
 * Folded states that outlive a process, so that a long stream is not folded from its start again. Nothing depends on them:
 * each may be missing, old or thrown away. `reducer` names how states are folded and written; one of another reducer is
 * none. An engine that can't answer throws GatewayStoreUnavailable.
 */
export interface Snapshots {
  /** The newest one; null for none, and for one that is not as it was saved. */
  load(stream: string, reducer: string): Promise<Snapshot | null>;
  /** Puts it in the place of any other of the stream. */
  save(stream: string, reducer: string, snapshot: Snapshot): Promise<void>;
  /** Throws away what there is of the stream. */
  discard(stream: string): Promise<void>;
}

/** A snapshot as an engine keeps it. */
export interface SealedSnapshot extends Snapshot {
  readonly reducer: string;
  readonly checksum: string;
}

const checksumOf = (stream: string, reducer: string, { revision, body }: Snapshot): string =>
  createHash('sha256').update(`${stream}\n${reducer}\n${revision}\n`).update(body).digest('base64url');

/** With a checksum over all that is kept. */
export const sealSnapshot = (stream: string, reducer: string, snapshot: Snapshot): SealedSnapshot => ({
  revision: snapshot.revision,
  body: snapshot.body,
  reducer,
  checksum: checksumOf(stream, reducer, snapshot),
});

/** What was saved; null if it is of another stream or reducer, or not what was saved. */
export function openSnapshot(stream: string, reducer: string, sealed: SealedSnapshot): Snapshot | null {
  const { revision, body } = sealed;
  const isWhole = sealed.reducer === reducer && sealed.checksum === checksumOf(stream, reducer, { revision, body });
  return isWhole ? { revision, body } : null;
}

/** For a process that keeps none: every stream is folded from its start. */
export const NO_SNAPSHOTS: Snapshots = {
  load: () => Promise.resolve(null),
  save: () => Promise.resolve(),
  discard: () => Promise.resolve(),
};
