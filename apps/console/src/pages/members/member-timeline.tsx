import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTimeline } from '../../api/members.ts';
import type { TimelineEvent } from '../../api/types.ts';
import { ErrorState } from '../../parts/controls/error-state.tsx';
import { LoadMore } from '../../parts/list/load-more.tsx';
import { LoadingRows } from '../../parts/list/loading-rows.tsx';
import { TimeText } from '../../parts/text/time-text.tsx';
import { AccessChange } from './access-change.tsx';
import { actorName } from './actor-name.ts';
import { attributeName, attributeValue } from './attribute-text.ts';
import { eventText } from './event-text.ts';

interface MemberTimelineProps {
  readonly companyId: string;
  readonly userId: string;
}

/** Everything that happened to a member, newest first. */
export function MemberTimeline({ companyId, userId }: MemberTimelineProps): ReactNode {
  const timeline = useTimeline(companyId, userId);
  if (timeline.isPending) return <LoadingRows label="Loading the timeline" rows={4} />;
  if (timeline.data === undefined) {
    return (
      <ErrorState
        error={timeline.error}
        title="The timeline could not be loaded"
        retry={() => void timeline.refetch()}
        retrying={timeline.isFetching}
      />
    );
  }
  const events = timeline.data.pages.flatMap((page) => page.events);
  if (events.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing is recorded yet. Load the page again in a moment.
      </Text>
    );
  }
  return (
    <>
      <ol className="timeline" aria-label="Timeline">
        {events.map((event) => (
          <Happened key={event.id} event={event} />
        ))}
      </ol>
      <LoadMore list={timeline} label="Load older events" end="That is how it began." />
    </>
  );
}

function Happened({ event }: { readonly event: TimelineEvent }): ReactNode {
  const { title, effect } = eventText(event.type);
  return (
    <li className={`timeline-${effect}`} id={`event-${event.id}`}>
      <Text fw={600}>{title}</Text>
      <Text size="sm" c="dimmed">
        <TimeText time={event.time} exact />, by {actorName(event.actor)}
        {event.token !== null && tokenWords(event.token)}
      </Text>
      <About event={event} />
      {event.changes.length > 0 && (
        <dl className="changes">
          {event.changes.map(({ attribute, value }) => (
            <div key={attribute}>
              <dt>{attributeName(attribute)}</dt>
              <dd>{attributeValue(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {event.access !== null && <AccessChange change={event.access} />}
      <Text size="xs" c="dimmed" className="row-name">
        Event {event.id}, request {event.requestId}
      </Text>
    </li>
  );
}

/** The token that a request came with, also one that is revoked since. */
const tokenWords = ({ id, label, revokedAt }: NonNullable<TimelineEvent['token']>): string =>
  ` with the token ${label === null ? '' : `“${label}” `}${id}${revokedAt === null ? '' : ', revoked since'}`;

/** The group, token, link or sign-in that an event is about. */
function About({ event: { group, about, address, reason } }: { readonly event: TimelineEvent }): ReactNode {
  const words = [
    group === null ? null : `Group ${group.name ?? 'without a name'} (${group.id})`,
    about === null ? null : `${about.label ?? 'Without a label'} (${about.id})`,
    address === null ? null : `From ${address}`,
    reason,
  ].filter((part) => part !== null);
  return words.length === 0 ? null : (
    <Text size="sm" className="row-name">
      {words.join('. ')}
    </Text>
  );
}
