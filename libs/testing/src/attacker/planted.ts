import type { ClaimFenced, DomainEvent } from '@luciq/events';
import type { EventStore } from '@luciq/event-store';

const NOTHING: ClaimFenced = { type: 'ClaimFenced', data: { kind: 'userName' } };

/** What the product would write if a rule were missing: what stands for an event that is left out changes nothing. */
const WITHOUT: Readonly<Record<PlantedFault, (event: DomainEvent) => DomainEvent>> = {
  rename: (event) => {
    if (event.type === 'SignInNameHeld') return NOTHING;
    return event.type === 'OwnershipGranted' ? { ...event, data: { userId: event.data.userId } } : event;
  },
  session: (event) => (event.type === 'SessionsEnded' ? NOTHING : event),
  link: (event) => (event.type === 'SetupLinkWithdrawn' ? NOTHING : event),
};

/** A rule that is taken out: renames of owners wait, sessions end, links are withdrawn. */
export type PlantedFault = 'rename' | 'session' | 'link';

/** The store of a product without that rule. */
export function withoutRule(store: EventStore, fault: PlantedFault): EventStore {
  const append: EventStore['append'] = (request) =>
    store.append({ ...request, events: request.events.map(({ id, event }) => ({ id, event: WITHOUT[fault](event) })) });
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'append') return append;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
