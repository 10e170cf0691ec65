import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { EventStore } from '@luciq/event-store';
import type { EventRecord, MemberEvent, OwnershipEvent, Position, UserEvent } from '@luciq/events';
import { companyStream, isOwnership, isPublished, parseStream, userStream } from '@luciq/events';
import type { UserStreams } from './user-streams.ts';

/** A record of a member's history. */
export type MemberRecord = EventRecord<MemberEvent>;

/** Part of a member's history, the newest first. */
export interface HistoryPage {
  readonly records: readonly MemberRecord[];
  /** For `before` of the page that follows; null where there is none. */
  readonly next: number | null;
}

/** Which part: `count` records of the user's own stream before that revision, with what the company decided meanwhile. */
export interface HistoryPart {
  readonly companyId: string;
  readonly userId: string;
  /** Newest revision of the user's stream, -1 for none. */
  readonly newest: number;
  /** Null for the newest page. */
  readonly before: number | null;
  readonly count: number;
}

// A user's stream holds events of a user only, besides internal ones: its name says so.
const isOfMember = (record: EventRecord): record is EventRecord<UserEvent> =>
  parseStream(record.stream).kind === 'user' && isPublished(record.event.type);

const isOwnershipOf = (record: EventRecord, userId: string): record is EventRecord<OwnershipEvent> =>
  isOwnership(record.event) && record.event.data.userId === userId;

async function ownershipOf(store: EventStore, companyId: string, userId: string): Promise<readonly MemberRecord[]> {
  return (await store.readStream(companyStream(companyId))).filter((record) => isOwnershipOf(record, userId));
}

const inOrder = (one: MemberRecord, other: MemberRecord): number => (one.position < other.position ? -1 : 1);

/** Everything that was decided about a member, in the order of the log. */
export async function memberHistory(
  store: EventStore,
  companyId: string,
  userId: string,
): Promise<readonly MemberRecord[]> {
  const own = (await store.readStream(userStream(companyId, userId))).filter(isOfMember);
  return [...own, ...(await ownershipOf(store, companyId, userId))].toSorted(inOrder);
}

/** Part of that, the newest first, without reading what is older. */
export async function memberHistoryPage(
  store: EventStore,
  { companyId, userId, newest, before, count }: HistoryPart,
): Promise<HistoryPage> {
  const end = Math.min(before ?? newest + 1, newest + 1);
  const start = Math.max(0, end - count);
  const read = await store.readStream(userStream(companyId, userId), start - 1);
  const own = read.filter(({ revision }) => revision < end);
  // Up to the oldest record of the page before, down to the oldest of this one: each decision of the company is on one page.
  const until: Position | null = read.find(({ revision }) => revision === end)?.position ?? null;
  const from: Position | null = start === 0 ? null : (own[0]?.position ?? null);
  const ownership = (await ownershipOf(store, companyId, userId)).filter(
    ({ position }) => (until === null || position < until) && (from === null || position > from),
  );
  return {
    records: [...own.filter(isOfMember), ...ownership].toSorted(inOrder).toReversed(),
    next: start === 0 ? null : start,
  };
}

/** Asks for part of a user's history, the newest first; null for a user who never was. */
export class ReadMemberHistory extends Query<HistoryPage | null> {
  constructor(
    readonly companyId: string,
    readonly userId: string,
    /** `before` is `next` of the page before, null for the newest page. */
    readonly page: { readonly before: number | null; readonly count: number },
  ) {
    super();
  }
}

/** Answers ReadMemberHistory from the streams of the user and the company. */
@QueryHandler(ReadMemberHistory)
export class ReadMemberHistoryHandler implements IQueryHandler<ReadMemberHistory> {
  constructor(private readonly users: UserStreams) {}

  async execute({ companyId, userId, page }: ReadMemberHistory): Promise<HistoryPage | null> {
    const { revision: newest } = await this.users.states.readNewest(userStream(companyId, userId));
    return newest < 0 ? null : memberHistoryPage(this.users.store, { companyId, userId, newest, ...page });
  }
}
