import type { EventStore } from '@luciq/event-store';
import { userStream } from '@luciq/events';
import { UserStreams } from '@luciq/provisioning';
import { CannotWork } from './ending.ts';
import type { ChosenCompany } from './workplace.ts';

/** The id of the member who is called so by id or by userName. Throws CannotWork for nobody. */
export async function findMember(store: EventStore, { id: companyId }: ChosenCompany, called: string): Promise<string> {
  if ((await store.readStream(userStream(companyId, called))).length > 0) return called;
  const user = await new UserStreams(store).byUserName(companyId, called);
  if (user) return user.id;
  throw new CannotWork(
    `The company ${companyId} has no member with the id or userName ${JSON.stringify(called)}. A member who was deleted or renamed is found by id.`,
  );
}
