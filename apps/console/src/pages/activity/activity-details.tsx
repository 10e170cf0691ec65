import { DataList, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useCausedEvents } from '../../api/activity.ts';
import type { ActivityEntry } from '../../api/types.ts';
import { ErrorState } from '../../parts/controls/error-state.tsx';
import { LoadingRows } from '../../parts/list/loading-rows.tsx';
import { TimeText } from '../../parts/text/time-text.tsx';
import { eventText } from '../members/event-text.ts';

interface ActivityDetailsProps {
  readonly companyId: string;
  readonly entry: ActivityEntry;
}

/** What a request caused, and what to tell someone who looks into it. */
export function ActivityDetails({ companyId, entry }: ActivityDetailsProps): ReactNode {
  const { status, scimType, requestId, token, resourceId } = entry;
  const facts: readonly (readonly [string, string | null])[] = [
    ['Status', scimType === null ? String(status) : `${status}, ${scimType}`],
    ['Token', token === null ? null : token.lastFour === null ? token.id : `ends in ${token.lastFour}`],
    ['Id of the target', resourceId],
    ['Request id', requestId],
  ];
  return (
    <div className="activity-details">
      <Text component="h2" size="sm" fw={600} mt={0} mb={4}>
        Events it caused
      </Text>
      <Caused companyId={companyId} entryId={entry.id} />
      <DataList size="xs" gap={4} labelWidth="110px" mt="sm">
        {facts.map(
          ([label, value]) =>
            value !== null && (
              <DataList.Item key={label}>
                <DataList.ItemLabel>{label}</DataList.ItemLabel>
                <DataList.ItemValue className="row-name">{value}</DataList.ItemValue>
              </DataList.Item>
            ),
        )}
      </DataList>
    </div>
  );
}

function Caused({ companyId, entryId }: { readonly companyId: string; readonly entryId: string }): ReactNode {
  const caused = useCausedEvents(companyId, entryId);
  if (caused.isPending) return <LoadingRows rows={1} label="Loading the events" />;
  if (caused.data === undefined)
    return (
      <ErrorState
        error={caused.error}
        title="The events could not be loaded"
        retry={() => void caused.refetch()}
        retrying={caused.isFetching}
      />
    );
  if (caused.data.events.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        None: nothing was changed by it.
      </Text>
    );
  }
  return (
    <ol className="caused">
      {caused.data.events.map(({ id, type, time }) => (
        <li key={id}>
          {eventText(type).title},{' '}
          <Text span c="dimmed" inherit>
            <TimeText time={time} exact />
          </Text>
        </li>
      ))}
    </ol>
  );
}
