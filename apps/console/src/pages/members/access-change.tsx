import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AccessChange as Change } from '../../api/types.ts';
import { TimeText } from '../../parts/text/time-text.tsx';
import { accessText, reasonText } from './access-text.ts';
import { actorName } from './actor-name.ts';

/** What an event did to the effective access of a member: before, after, and who had made it so. */
export function AccessChange({ change }: { readonly change: Change }): ReactNode {
  return (
    <div className="access-change">
      <dl className="changes">
        <div>
          <dt>Access before</dt>
          <dd>{accessText(change.before)}</dd>
        </div>
        <div>
          <dt>Access after</dt>
          <dd>{accessText(change.after)}</dd>
        </div>
      </dl>
      {change.because.map((reason) => (
        <Text size="sm" key={`${reason.source} ${reason.eventId}`}>
          {`Because ${reasonText(reason)} since `}
          <TimeText time={reason.time} exact />
          {reason.actor === null ? '' : `, by ${actorName(reason.actor)}`}
          {reason.requestId === null ? '.' : ` (request ${reason.requestId}).`}
        </Text>
      ))}
    </div>
  );
}
