import { Collapse, UnstyledButton } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useId } from 'react';

interface GuideStepProps {
  readonly number: number;
  readonly title: string;
  /** Where the step is done. */
  readonly where: 'Luciq' | 'Okta' | 'Luciq and Okta';
  readonly state: 'done' | 'current' | 'later';
  readonly opened: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}

const STATE_LABELS = { done: 'Done', current: 'Next', later: '' } as const;

/** A step of the guide: its head always, its text when it is opened. */
export function GuideStep({ number, title, where, state, opened, onToggle, children }: GuideStepProps): ReactNode {
  const id = useId();
  return (
    <li className={`guide-step guide-step-${state}`} aria-current={state === 'current' ? 'step' : undefined}>
      <span className="guide-number" aria-hidden>
        {state === 'done' ? <IconCheck size={16} stroke={2.6} /> : number}
      </span>
      <div className="guide-body">
        <h2 className="guide-head">
          <UnstyledButton onClick={onToggle} aria-expanded={opened} aria-controls={id} className="guide-toggle">
            <span className="guide-title">
              <span className="for-screen-readers">{`Step ${number}: `}</span>
              {title}
            </span>
            <span className="guide-where">
              {STATE_LABELS[state] !== '' && <span className={`guide-state-${state}`}>{STATE_LABELS[state]}</span>}
              <span>{`In ${where}`}</span>
              <IconChevronDown
                size={16}
                aria-hidden
                className={opened ? 'guide-chevron guide-chevron-up' : 'guide-chevron'}
              />
            </span>
          </UnstyledButton>
        </h2>
        <Collapse expanded={opened} id={id}>
          <div className="guide-text">{children}</div>
        </Collapse>
      </div>
    </li>
  );
}
