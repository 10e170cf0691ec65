import '../../parts/list/lists.css';
import { Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { useRef } from 'react';
import { useOperations, useResumeCompany } from '../../api/operations.ts';
import type { ParkedCompany, PumpStatus } from '../../api/types.ts';
import { ErrorState, Refusal } from '../../parts/controls/error-state.tsx';
import type { Tone } from '../../parts/controls/state-badge.tsx';
import { StateBadge } from '../../parts/controls/state-badge.tsx';
import { PageHeader } from '../../parts/layout/page-header.tsx';
import { Section } from '../../parts/layout/section.tsx';
import { EmptyState } from '../../parts/list/empty-state.tsx';
import { LoadingRows } from '../../parts/list/loading-rows.tsx';
import type { Column } from '../../parts/list/row-list.tsx';
import { RowList } from '../../parts/list/row-list.tsx';
import { TimeText } from '../../parts/text/time-text.tsx';
import type { Health } from './operations-status.ts';
import { lagText, pumpState } from './operations-status.ts';
import { Rebuild } from './rebuild.tsx';

/** How the machinery does, for operators. */
export function OperationsPage(): ReactNode {
  const operations = useOperations();
  const header = (
    <PageHeader
      title="Operations"
      description="How records get from the log to the rows that members and pages read, and what is in the way."
    />
  );
  if (operations.data === undefined) {
    return (
      <>
        {header}
        {operations.isPending ? (
          <LoadingRows label="Loading the state of the services" />
        ) : (
          <ErrorState
            error={operations.error}
            title="The state could not be loaded"
            retry={() => void operations.refetch()}
            retrying={operations.isFetching}
          />
        )}
      </>
    );
  }
  const { pumps, parked, rebuild } = operations.data;
  return (
    <>
      {header}
      {operations.isError && (
        <ErrorState
          error={operations.error}
          title="This is not up to date"
          retry={() => void operations.refetch()}
          retrying={operations.isFetching}
        />
      )}
      <Section title="Pumps" description="Each carries records on. Live means that nothing waits.">
        {pumps.length === 0 ? (
          <EmptyState title="No pump is known here">
            Give this service the operations addresses of the relay and the projector in LUCIQ_PEERS, then start it
            again.
          </EmptyState>
        ) : (
          <RowList
            label="Pumps"
            columns={pumpColumns}
            rows={pumps}
            rowKey={({ service, name }) => `${service} ${name}`}
          />
        )}
      </Section>
      <Section
        title="Parked companies"
        description="A record of theirs could not be written, so that their records wait while everybody else’s go on."
      >
        <Parked parked={parked} />
      </Section>
      <Section title="Rebuild" description="Writes all rows anew from the log, beside those in use.">
        <Rebuild rebuild={rebuild} />
      </Section>
    </>
  );
}

const tones: Readonly<Record<Health, Tone>> = { good: 'good', busy: 'waiting', bad: 'bad' };

function PumpState({ state }: { readonly state: string }): ReactNode {
  const { label, health } = pumpState(state);
  return <StateBadge tone={tones[health]}>{label}</StateBadge>;
}

const pumpColumns: readonly Column<PumpStatus>[] = [
  { key: 'name', label: 'Pump', title: true, render: ({ name }) => name },
  { key: 'service', label: 'Service', render: ({ service }) => service },
  { key: 'state', label: 'State', render: ({ state }) => <PumpState state={state} /> },
  { key: 'lag', label: 'Lag', render: lagText },
  { key: 'position', label: 'Position in the log', numeric: true, render: ({ position }) => position ?? 'not known' },
];

function Parked({ parked }: { readonly parked: readonly ParkedCompany[] }): ReactNode {
  const resume = useResumeCompany();
  const frame = useRef<HTMLDivElement>(null);
  const goOn = (companyId: string): void =>
    resume.mutate(companyId, {
      onSuccess: () => {
        notifications.show({ message: `The records of ${companyId} are being written again.` });
        // Its row goes, and the button with it.
        frame.current?.focus();
      },
    });
  const columns: readonly Column<ParkedCompany>[] = [
    {
      key: 'company',
      label: 'Company',
      title: true,
      render: ({ companyId }) => <span className="row-name">{companyId}</span>,
    },
    { key: 'reason', label: 'Reason', render: ({ reason }) => <span className="row-name">{reason}</span> },
    { key: 'since', label: 'Parked since', render: ({ parkedAt }) => <TimeText time={parkedAt} /> },
    { key: 'attempts', label: 'Attempts', numeric: true, render: ({ attempts }) => attempts.toLocaleString() },
    {
      key: 'resume',
      label: 'Resume',
      quiet: true,
      render: ({ companyId }) => (
        <Button
          size="xs"
          variant="default"
          loading={resume.isPending && resume.variables === companyId}
          onClick={() => goOn(companyId)}
          aria-label={`Resume ${companyId}`}
        >
          Resume
        </Button>
      ),
    },
  ];
  return (
    <div ref={frame} tabIndex={-1} role="group" aria-label="Parked companies" className="list-end">
      <Refusal error={resume.error} title="The company is still parked" />
      <div role="status">
        {parked.length === 0 && (
          <Text size="sm" c="dimmed">
            None: the records of every company are being written.
          </Text>
        )}
      </div>
      {parked.length > 0 && (
        <RowList label="Parked companies" columns={columns} rows={parked} rowKey={({ companyId }) => companyId} />
      )}
    </div>
  );
}
