import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Company, IssuedToken } from '../../api/types.ts';
import { AccessStep } from './access-step.tsx';
import { EnableStep } from './enable-step.tsx';
import { GuideStep } from './guide-step.tsx';
import { ImportStep, OktaScimStep, TestStep, ToAppStep } from './okta-steps.tsx';
import type { GuideStepId, Progress } from './progress.ts';
import { GUIDE_STEPS } from './progress.ts';
import { SamlStep } from './saml-step.tsx';
import { ValuesStep } from './values-step.tsx';

const HEADS: Readonly<
  Record<GuideStepId, { readonly title: string; readonly where: 'Luciq' | 'Okta' | 'Luciq and Okta' }>
> = {
  saml: { title: 'Enable SAML', where: 'Luciq' },
  'okta-scim': { title: 'Choose SCIM for the Luciq application', where: 'Okta' },
  values: { title: 'Copy the SCIM basic URL and a token', where: 'Luciq and Okta' },
  enable: { title: 'Enable SCIM', where: 'Luciq' },
  test: { title: 'Test the connection and save', where: 'Okta' },
  'to-app': { title: 'Let Okta create and deactivate members', where: 'Okta' },
  import: { title: 'Import existing members', where: 'Okta' },
  access: { title: 'Let Okta decide roles and applications (optional)', where: 'Luciq and Okta' },
};

interface StepListProps {
  readonly company: Company;
  readonly progress: Progress;
  readonly issued: IssuedToken | null;
  readonly onIssued: (token: IssuedToken | null) => void;
}

/** All steps. The one that is next is open; others open on demand. */
export function StepList({ company, progress, issued, onIssued }: StepListProps): ReactNode {
  const [chosen, setChosen] = useState<ReadonlyMap<GuideStepId, boolean>>(new Map());
  // A token that is shown only now keeps its step open, whatever comes next.
  const isOpen = (step: GuideStepId): boolean =>
    chosen.get(step) ?? (step === progress.current || (step === 'values' && issued !== null));
  const texts: Readonly<Record<GuideStepId, ReactNode>> = {
    saml: <SamlStep company={company} />,
    'okta-scim': <OktaScimStep />,
    values: <ValuesStep company={company} issued={issued} onIssued={onIssued} />,
    enable: <EnableStep company={company} />,
    test: <TestStep />,
    'to-app': <ToAppStep />,
    import: <ImportStep />,
    access: <AccessStep company={company} />,
  };
  return (
    <ol className="guide-steps" aria-label="Steps of the set-up">
      {GUIDE_STEPS.map((step, index) => (
        <GuideStep
          key={step}
          number={index + 1}
          {...HEADS[step]}
          state={progress.done.has(step) ? 'done' : step === progress.current ? 'current' : 'later'}
          opened={isOpen(step)}
          onToggle={() => setChosen(new Map(chosen).set(step, !isOpen(step)))}
        >
          {texts[step]}
        </GuideStep>
      ))}
    </ol>
  );
}
