import type { EventStore } from '@luciq/event-store';
import { companyStream, parseStream, userStream } from '@luciq/events';
import type { DomainEvent, EventRecord, OwnershipGranted, OwnershipRevoked, UserEvent } from '@luciq/events';
import { UserStreams } from '@luciq/provisioning';
import { CannotWork } from './ending.ts';
import type { ChosenCompany } from './workplace.ts';

/** What a company's stream says of one member. */
export type OwnershipEvent = OwnershipGranted | OwnershipRevoked;

/** A record of a member's history: of the member's own stream, or what the company decided about its ownership. */
export type MemberRecord = EventRecord<UserEvent | OwnershipEvent>;

/** The id of the member who is called so by id or by userName. Throws CannotWork for nobody. */
export async function findMember(store: EventStore, { id: companyId }: ChosenCompany, called: string): Promise<string> {
  if ((await store.readStream(userStream(companyId, called))).length > 0) return called;
  const user = await new UserStreams(store).byUserName(companyId, called);
  if (user) return user.id;
  throw new CannotWork(
    `The company ${companyId} has no member with the id or userName ${JSON.stringify(called)}. A member who was deleted or renamed is found by id.`,
  );
}

/** True for an event about who owns the company. */
export const isOwnership = (event: DomainEvent): event is OwnershipEvent => event.type === 'OwnershipGranted' || event.type === 'OwnershipRevoked';

// A user's stream holds events of a user only: its name says so.
const isOfMember = (record: EventRecord): record is EventRecord<UserEvent> => parseStream(record.stream).kind === 'user';

const isOwnershipOf = (record: EventRecord, userId: string): record is EventRecord<OwnershipEvent> =>
  isOwnership(record.event) && record.event.data.userId === userId;

/** Everything that was decided about a member, in the order of the log. */
export async function memberHistory(store: EventStore, companyId: string, userId: string): Promise<readonly MemberRecord[]> {
  const own = (await store.readStream(userStream(companyId, userId))).filter(isOfMember);
  const owned = (await store.readStream(companyStream(companyId))).filter((record) => isOwnershipOf(record, userId));
  return [...own, ...owned].toSorted((one, other) => (one.position < other.position ? -1 : 1));
}
