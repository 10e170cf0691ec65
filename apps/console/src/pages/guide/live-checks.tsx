import { Text, Title } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Checklist, StepId } from '../../api/types.ts';
import { TimeText } from '../../parts/text/time-text.tsx';

const LABELS: Readonly<Record<StepId, string>> = {
  'saml-configured': 'SAML configured',
  'saml-enabled': 'SAML enabled',
  'token-issued': 'Token issued',
  'scim-enabled': 'SCIM enabled',
  'connector-tested': 'Connector tested',
  'user-created': 'First member created',
  'user-updated': 'A member updated',
  'user-deactivated': 'A member deactivated',
  'users-imported': 'Members imported',
};

/** What has happened so far. It looks by itself, and says aloud what is new. */
export function LiveChecks({ checklist }: { readonly checklist: Checklist }): ReactNode {
  const done = checklist.steps.filter((step) => step.done);
  const newest = done.filter(({ time }) => time !== null).sort((a, b) => (b.time ?? '').localeCompare(a.time ?? ''))[0];
  return (
    <aside className="live-checks" aria-labelledby="live-checks-title">
      <Title order={2} id="live-checks-title">
        What Luciq has seen
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {`${done.length} of ${checklist.steps.length}. Ticks by itself, a few seconds after each call.`}
      </Text>
      <ul>
        {checklist.steps.map(({ id, done: ticked, time }) => (
          <li key={id} data-done={ticked}>
            {ticked ? (
              <IconCircleCheckFilled size={20} className="live-tick" aria-hidden />
            ) : (
              <IconCircle size={20} className="live-open" aria-hidden />
            )}
            <span>
              {LABELS[id]}
              <span className="for-screen-readers">{ticked ? ': done' : ': not yet'}</span>
              {ticked && time !== null && (
                <Text size="xs" c="dimmed" component="span" display="block">
                  <TimeText time={time} relative />
                </Text>
              )}
            </span>
          </li>
        ))}
      </ul>
      <span className="for-screen-readers" aria-live="polite">
        {newest === undefined ? '' : `${LABELS[newest.id]}: done`}
      </span>
    </aside>
  );
}
