import type { Checklist, Company, StepId } from '../../api/types.ts';

/** The steps of the guide, in the order in which they are walked. */
export const GUIDE_STEPS = ['saml', 'okta-scim', 'values', 'enable', 'test', 'to-app', 'import', 'access'] as const;

/** A step of the guide. */
export type GuideStepId = (typeof GUIDE_STEPS)[number];

/** Which steps are done, and the first that is not; null when all are. */
export interface Progress {
  readonly done: ReadonlySet<GuideStepId>;
  readonly current: GuideStepId | null;
}

/** Nobody is waited for at the last step, which is optional. */
const OPTIONAL: readonly GuideStepId[] = ['access'];

/** How far a company is. What Okta keeps to itself counts as done once something that comes after it was seen. */
export function progressOf(company: Company, { steps }: Checklist): Progress {
  const ticked = new Set<StepId>(steps.filter((step) => step.done).map((step) => step.id));
  const called = ticked.has('connector-tested') || ticked.has('user-created') || ticked.has('users-imported');
  const facts: Readonly<Record<GuideStepId, boolean>> = {
    saml: company.saml.state === 'enabled',
    'okta-scim': called,
    values: company.liveTokens > 0,
    enable: company.scim.state !== 'off',
    test: called,
    'to-app': ticked.has('user-created'),
    import: ticked.has('users-imported'),
    access: false,
  };
  const done = new Set(GUIDE_STEPS.filter((step) => facts[step]));
  // Choosing SCIM in Okta cannot be seen from here: it must not hold up the steps that can.
  if (facts.saml && facts.values) done.add('okta-scim');
  const current = GUIDE_STEPS.find((step) => !done.has(step) && !OPTIONAL.includes(step)) ?? null;
  return { done, current };
}
