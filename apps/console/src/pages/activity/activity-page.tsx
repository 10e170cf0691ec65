import './activity.css';
import { Alert, Anchor, Button, SegmentedControl, Switch, Text } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { counted } from '@luciq/events';
import { useActivity, useNewest, useShowNewer } from '../../api/activity.ts';
import { useRefused } from '../../api/tokens.ts';
import type { ActivityEntry, ActivityOutcome } from '../../api/types.ts';
import { useCompanyId } from '../../parts/company-id.ts';
import { ErrorState } from '../../parts/controls/error-state.tsx';
import { PageHeader } from '../../parts/layout/page-header.tsx';
import { EmptyState } from '../../parts/list/empty-state.tsx';
import { LoadMore } from '../../parts/list/load-more.tsx';
import { LoadingRows } from '../../parts/list/loading-rows.tsx';
import { useFilters } from '../../parts/list/use-filters.ts';
import { isOutcome, OUTCOME_LABELS, OUTCOMES } from './activity-labels.ts';
import { ActivityList } from './activity-list.tsx';
import type { NewerEntries } from './newer-entries.ts';
import { newerLabel, newerThan } from './newer-entries.ts';

/** Requests of the identity provider, and their outcomes. */
export function ActivityPage(): ReactNode {
  const companyId = useCompanyId();
  const filters = useFilters();
  const [live, setLive] = useState(true);
  const word = filters.read('outcome');
  const outcome = isOutcome(word) ? word : null;
  return (
    <>
      <PageHeader
        title="Activity"
        description="What the identity provider asked of Luciq and what came of it. Contents of requests and tokens are never kept here."
      />
      <RefusedHint companyId={companyId} />
      <div className="activity-bar">
        <SegmentedControl
          aria-label="Outcome"
          value={outcome ?? 'all'}
          onChange={(value) => filters.set('outcome', value === 'all' ? null : value)}
          data={[{ value: 'all', label: 'All' }, ...OUTCOMES.map((value) => ({ value, label: OUTCOME_LABELS[value] }))]}
        />
        <Switch
          label="Look for new requests"
          checked={live}
          onChange={(event) => setLive(event.currentTarget.checked)}
        />
      </div>
      <Entries key={outcome ?? 'all'} companyId={companyId} outcome={outcome} live={live} />
    </>
  );
}

/** Requests without a good token are of no company that could be trusted, so that the list has none of them; where a token was the company's, it is told. */
function RefusedHint({ companyId }: { readonly companyId: string }): ReactNode {
  const refused = useRefused(companyId).data ?? [];
  if (refused.length === 0) return null;
  const count = refused.reduce((sum, hour) => sum + hour.count, 0);
  return (
    <Alert
      variant="light"
      color="yellow"
      mb="md"
      title={`${counted(count, 'request was refused because of its token', 'requests were refused because of their tokens')} in the last 7 days`}
    >
      {count === 1 ? 'It is' : 'They are'} not in this list.{' '}
      <Anchor component={Link} to={`/companies/${companyId}/tokens`} inherit underline="always">
        See which tokens
      </Anchor>
      , and what to do.
    </Alert>
  );
}

interface EntriesProps {
  readonly companyId: string;
  readonly outcome: ActivityOutcome | null;
  readonly live: boolean;
}

function Entries({ companyId, outcome, live }: EntriesProps): ReactNode {
  const list = useActivity(companyId, outcome);
  const newest = useNewest(companyId, outcome, live && list.isSuccess);
  const showNewer = useShowNewer(companyId, outcome);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const frame = useRef<HTMLDivElement>(null);
  const entries = list.data?.pages.flatMap((page) => page.entries) ?? [];
  const newer = newerThan(entries, newest.data?.entries ?? []);
  useFollow({ entries, newer, frame, still: opened.size > 0 || list.isPlaceholderData, show: showNewer });

  if (list.isPending) return <LoadingRows label="Loading activity" rows={8} />;
  if (list.data === undefined)
    return (
      <ErrorState
        error={list.error}
        title="The activity could not be loaded"
        retry={() => void list.refetch()}
        retrying={list.isFetching}
      />
    );
  const toggle = (id: string): void =>
    setOpened((former) => {
      const next = new Set(former);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const showNow = (): void => {
    showNewer(newer.entries, newer.gap);
    window.scrollTo({ top: 0 });
    frame.current?.focus();
  };
  return (
    <div ref={frame} tabIndex={-1} className="activity-frame">
      <div role="status" className="newer">
        {newer.entries.length > 0 && (
          <Button size="xs" variant="outline" onClick={showNow}>
            {newerLabel(newer)}
          </Button>
        )}
      </div>
      {newest.isError && (
        <Text size="sm" c="dimmed" role="status" mb="xs">
          Luciq does not answer at the moment. This list goes on by itself once it does.
        </Text>
      )}
      {entries.length === 0 ? (
        <Nothing companyId={companyId} outcome={outcome} />
      ) : (
        <>
          <ActivityList companyId={companyId} entries={entries} opened={opened} toggle={toggle} />
          <LoadMore list={list} label="Load older requests" end="Older requests are not kept." />
        </>
      )}
    </div>
  );
}

/** As far down as this someone still looks at the top, in pixels. */
const AT_THE_TOP = 60;

interface FollowOptions {
  readonly entries: readonly ActivityEntry[];
  readonly newer: NewerEntries;
  readonly frame: React.RefObject<HTMLElement | null>;
  /** Something is opened, or the list is another's for the moment: it must stay as it is. */
  readonly still: boolean;
  readonly show: (newer: readonly ActivityEntry[], gap: boolean) => void;
}

/** Shows newer entries by itself while that moves nothing under someone's eyes or hands: at the top, with nothing opened and no focus in the list. */
function useFollow({ entries, newer, frame, still, show }: FollowOptions): void {
  useEffect(() => {
    if (newer.entries.length === 0 || still) return;
    const reading =
      window.scrollY > AT_THE_TOP ||
      (frame.current?.querySelector('.activity-list')?.contains(document.activeElement) ?? false);
    if (entries.length === 0 || !reading) show(newer.entries, newer.gap);
  });
}

function Nothing({
  companyId,
  outcome,
}: {
  readonly companyId: string;
  readonly outcome: ActivityOutcome | null;
}): ReactNode {
  if (outcome !== null) {
    return (
      <EmptyState icon={<IconActivity size={28} />} title={`No request was ${OUTCOME_LABELS[outcome].toLowerCase()}`}>
        Choose another outcome above to see other requests.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconActivity size={28} />}
      title="Nothing was asked yet"
      action={
        <Button component={Link} to={`/companies/${companyId}`}>
          Set up SCIM
        </Button>
      }
    >
      Press Test Connector Configuration in Okta: the request appears here within seconds.
    </EmptyState>
  );
}
