import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTimeline } from '../../api/members.ts';
import type { TimelineEvent } from '../../api/types.ts';
import { ErrorState } from '../../parts/controls/error-state.tsx';
import { LoadMore } from '../../parts/list/load-more.tsx';
import { LoadingRows } from '../../parts/list/loading-rows.tsx';
import { TimeText } from '../../parts/text/time-text.tsx';
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
      </Text>
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
      <Text size="xs" c="dimmed" className="row-name">
        Event {event.id}
      </Text>
    </li>
  );
}
