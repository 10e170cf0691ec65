import type { Checklist, StepId } from '../../api/types.ts';

/** The steps of the guide, in the order in which they are walked. */
export const GUIDE_STEPS = ['saml', 'okta-scim', 'values', 'enable', 'test', 'to-app', 'import', 'access'] as const;

/** A step of the guide. */
export type GuideStepId = (typeof GUIDE_STEPS)[number];

/** Which steps are done, and the first that is not; null when all are. */
export interface Progress {
  readonly done: ReadonlySet<GuideStepId>;
  readonly current: GuideStepId | null;
}

/** The guide is complete without these. */
const OPTIONAL: readonly GuideStepId[] = ['access'];

/**
 * How far a company is, by the check list of the account API (libs/account-http/src/setup/checklist-steps.ts) alone. What happens
 * inside Okta counts as done once a later step is done.
 */
export function progressOf({ steps }: Checklist): Progress {
  const ticked = new Set<StepId>(steps.filter((step) => step.done).map((step) => step.id));
  const called = ticked.has('connector-tested') || ticked.has('user-created') || ticked.has('users-imported');
  const facts: Readonly<Record<GuideStepId, boolean>> = {
    saml: ticked.has('saml-enabled'),
    'okta-scim': called,
    values: ticked.has('token-issued'),
    enable: ticked.has('scim-enabled'),
    test: called,
    'to-app': ticked.has('user-created'),
    import: ticked.has('users-imported'),
    access: false,
  };
  const done = new Set(GUIDE_STEPS.filter((step) => facts[step]));
  // Choosing SCIM in Okta cannot be seen from here, so it must not hold up later steps.
  if (facts.saml && facts.values) done.add('okta-scim');
  const current = GUIDE_STEPS.find((step) => !done.has(step) && !OPTIONAL.includes(step)) ?? null;
  return { done, current };
}
