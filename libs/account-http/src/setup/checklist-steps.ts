import type { Company } from '@luciq/domain';
import { liveTokens } from '@luciq/domain';
import type { ActivityAction, FirstSuccess } from '@luciq/gateway-store';
import type { StepView } from './checklist.dto.ts';

/**
 * Requests of the identity provider, one of which ticks a step when it succeeds. A POST of a userName whose user is deactivated
 * activates that user again, and is recorded as that.
 */
const ACTIONS: Readonly<Partial<Record<StepView['id'], readonly ActivityAction[]>>> = {
  'connector-tested': ['connector-tested'],
  'user-created': ['user-created', 'user-reactivated'],
  'user-updated': ['user-changed', 'user-replaced'],
  'user-deactivated': ['user-deactivated'],
  'users-imported': ['users-listed'],
};

/** The first time that one of a step's actions succeeded. */
function firstTime(first: ReadonlyMap<ActivityAction, FirstSuccess>, step: StepView['id']): string | null {
  const times = (ACTIONS[step] ?? []).flatMap((action) => first.get(action)?.time ?? []);
  return times.toSorted()[0] ?? null;
}

/** The steps of the set-up at a time: ours by the company's state, the identity provider's by the first success of its requests. */
export function checklistSteps(
  company: Company,
  first: ReadonlyMap<ActivityAction, FirstSuccess>,
  now: string,
): readonly StepView[] {
  const { setupTimes: times } = company;
  const hasToken = liveTokens(company, now) > 0;
  const isConfigured = company.samlConfiguration !== null || company.saml === 'enabled';
  const ours: readonly StepView[] = [
    { id: 'saml-configured', done: isConfigured, time: times.samlConfigured ?? times.samlEnabled },
    { id: 'saml-enabled', done: company.saml === 'enabled', time: times.samlEnabled },
    { id: 'token-issued', done: hasToken, time: hasToken ? times.tokenIssued : null },
    { id: 'scim-enabled', done: company.scim !== 'off', time: times.scimEnabled },
  ];
  const theirs = (
    ['connector-tested', 'user-created', 'user-updated', 'user-deactivated', 'users-imported'] as const
  ).map((id) => {
    const time = firstTime(first, id);
    return { id, done: time !== null, time };
  });
  return [...ours, ...theirs];
}
