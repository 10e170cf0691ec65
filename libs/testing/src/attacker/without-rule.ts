import { companyDecider, userDecider } from '@luciq/domain';
import type { ClaimFenced, DomainEvent } from '@luciq/events';

const NOTHING: ClaimFenced = { type: 'ClaimFenced', data: { kind: 'userName' } };

/** What the product would make of an event if a rule were missing: what stands for one that is left out changes nothing. */
const WITHOUT: Readonly<Record<RemovableRule, <Event extends DomainEvent>(event: Event) => Event | ClaimFenced>> = {
  rename: (event) => {
    if (event.type === 'SignInNameHeld') return NOTHING;
    return event.type === 'OwnershipGranted' ? { ...event, data: { userId: event.data.userId } } : event;
  },
  session: (event) => (event.type === 'SessionsEnded' ? NOTHING : event),
  link: (event) => (event.type === 'SetupLinkWithdrawn' ? NOTHING : event),
};

/** A rule that is taken out: renames of owners wait, sessions end, links are withdrawn. */
export type RemovableRule = 'rename' | 'session' | 'link';

/** Takes the rule out of the deciders, so that neither what is read nor what was just decided knows it. Answers how it is put back. */
export function withoutRule(fault: RemovableRule): () => void {
  const [ofCompany, ofUser] = [companyDecider.evolve, userDecider.evolve];
  Object.assign(companyDecider, {
    evolve: (...[state, applied]: Parameters<typeof ofCompany>) =>
      ofCompany(state, { ...applied, event: WITHOUT[fault](applied.event) }),
  });
  Object.assign(userDecider, {
    evolve: (...[state, applied]: Parameters<typeof ofUser>) =>
      ofUser(state, { ...applied, event: WITHOUT[fault](applied.event) }),
  });
  return () => {
    Object.assign(companyDecider, { evolve: ofCompany });
    Object.assign(userDecider, { evolve: ofUser });
  };
}
