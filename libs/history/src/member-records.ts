import type { EventStore } from '@luciq/event-store';
import type { EventRecord, Position } from '@luciq/events';
import { companyStream, groupStream, isGroupEvent, isUserEvent, LOG_START, userStream } from '@luciq/events';

/** Records of the log that a scan reads at a time. */
export const RECORDS_AT_A_TIME = 1_000;

/** How far the reading is: streams or positions, of so many. */
export type ReadProgress = (done: number, total: number) => void;

/** Whose records are looked for. */
interface Person {
  readonly companyId: string;
  readonly userId: string;
}

/** False for what is about other people alone: events of other users, and who else came into a group or left it. */
function mayMatter({ event }: EventRecord, userId: string): boolean {
  if (isUserEvent(event)) return event.data.userId === userId;
  if (event.type === 'GroupMembersAdded' || event.type === 'GroupMembersRemoved')
    return event.data.memberIds.includes(userId);
  return isGroupEvent(event) || event.type !== 'ClaimFenced';
}

const inOrder = (one: EventRecord, other: EventRecord): number => (one.position < other.position ? -1 : 1);

/**
 * What can bear on a person, in the order of the log: the streams of the person, of the company and of these groups, which must have
 * every group that the person was ever in. Costs what these streams are long.
 */
export async function recordsOfStreams(
  store: Pick<EventStore, 'readStream'>,
  { companyId, userId }: Person,
  groupIds: readonly string[],
  progress: ReadProgress = () => undefined,
): Promise<readonly EventRecord[]> {
  const streams = [
    userStream(companyId, userId),
    companyStream(companyId),
    ...groupIds.map((groupId) => groupStream(companyId, groupId)),
  ];
  const found: EventRecord[] = [];
  for (const [at, stream] of streams.entries()) {
    for (const record of await store.readStream(stream)) if (mayMatter(record, userId)) found.push(record);
    progress(at + 1, streams.length);
  }
  return found.toSorted(inOrder);
}

/** The same without knowing any group, by reading everything that the company ever did. Costs what the company's part of the log is long. */
export async function recordsByScan(
  store: Pick<EventStore, 'readLog' | 'head'>,
  { companyId, userId }: Person,
  progress: ReadProgress = () => undefined,
): Promise<readonly EventRecord[]> {
  const head = await store.head(companyId);
  const found: EventRecord[] = [];
  for (let after: Position = LOG_START; after < head;) {
    const { records, through } = await store.readLog({ companyId, after, limit: RECORDS_AT_A_TIME });
    for (const record of records) if (mayMatter(record, userId)) found.push(record);
    if (through <= after) break;
    after = through;
    progress(Number(after), Number(head));
  }
  return found;
}
