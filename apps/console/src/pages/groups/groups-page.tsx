import { Anchor, Button, Text } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { counted } from '@luciq/events';
import { useGroups } from '../../api/groups.ts';
import type { GroupRow } from '../../api/types.ts';
import { useCompanyId } from '../../parts/company-id.ts';
import { ErrorState } from '../../parts/controls/error-state.tsx';
import { PageHeader } from '../../parts/layout/page-header.tsx';
import { EmptyState } from '../../parts/list/empty-state.tsx';
import { LoadMore } from '../../parts/list/load-more.tsx';
import { LoadingRows } from '../../parts/list/loading-rows.tsx';
import type { Column } from '../../parts/list/row-list.tsx';
import { RowList } from '../../parts/list/row-list.tsx';
import { SearchBox } from '../../parts/list/search-box.tsx';
import { useFilters } from '../../parts/list/use-filters.ts';
import { mappingSummary } from './mapping-draft.ts';

/** The groups of the company and what each gives to its members. */
export function GroupsPage(): ReactNode {
  const companyId = useCompanyId();
  const filters = useFilters();
  const text = filters.read('text');
  return (
    <>
      <PageHeader
        title="Groups"
        description="Groups come from the identity provider. Map a group to a role and applications, and its members get them."
      />
      <search className="filter-bar filter-bar-single">
        <SearchBox
          label="Search"
          placeholder="Name of the group"
          value={text ?? ''}
          onSearch={(typed) => filters.set('text', typed)}
        />
      </search>
      <GroupList companyId={companyId} text={text} onClear={filters.clear} />
    </>
  );
}

interface GroupListProps {
  readonly companyId: string;
  readonly text: string | null;
  readonly onClear: () => void;
}

function GroupList({ companyId, text, onClear }: GroupListProps): ReactNode {
  const list = useGroups(companyId, text);
  if (list.isPending) return <LoadingRows label="Loading groups" />;
  if (list.data === undefined)
    return (
      <ErrorState
        error={list.error}
        title="The groups could not be loaded"
        retry={() => void list.refetch()}
        retrying={list.isFetching}
      />
    );
  const groups = list.data.pages.flatMap((page) => page.groups);
  const words = groups.length === 0 ? 'No group found.' : counted(groups.length, 'group');
  return (
    <div className={list.isPlaceholderData ? 'list-stale' : undefined}>
      <Text role="status" size="sm" c="dimmed" mb="xs">
        {list.isPlaceholderData
          ? 'Searching …'
          : groups.length === 0
            ? words
            : list.hasNextPage
              ? `${words} shown, and there are more.`
              : `${words}.`}
      </Text>
      {groups.length === 0 ? (
        <NoGroup companyId={companyId} onClear={text === null ? null : onClear} />
      ) : (
        <>
          <RowList label="Groups" columns={columns(companyId)} rows={groups} rowKey={({ id }) => id} />
          <LoadMore list={list} label="Load more groups" end="These are all groups." />
        </>
      )}
    </div>
  );
}

function NoGroup({
  companyId,
  onClear,
}: {
  readonly companyId: string;
  readonly onClear: (() => void) | null;
}): ReactNode {
  return onClear === null ? (
    <EmptyState
      icon={<IconUsersGroup size={28} />}
      title="No groups yet"
      action={
        <Button variant="default" component={Link} to={`/companies/${companyId}`}>
          See how far the set-up is
        </Button>
      }
    >
      In Okta, open the application, go to Push Groups and choose the groups that shall be known here.
    </EmptyState>
  ) : (
    <EmptyState
      icon={<IconUsersGroup size={28} />}
      title="No group matches"
      action={
        <Button variant="default" onClick={onClear}>
          Clear the search
        </Button>
      }
    >
      Search for another part of the name.
    </EmptyState>
  );
}

const columns = (companyId: string): readonly Column<GroupRow>[] => [
  {
    key: 'name',
    label: 'Group',
    title: true,
    render: ({ id, displayName }) => (
      <Anchor component={Link} to={`/companies/${companyId}/groups/${id}`} className="row-name">
        {displayName}
      </Anchor>
    ),
  },
  {
    key: 'members',
    label: 'Members',
    numeric: true,
    width: 100,
    render: ({ memberCount }) => memberCount.toLocaleString(),
  },
  {
    key: 'mapping',
    label: 'Gives its members',
    render: ({ mapping }) =>
      mapping === null ? (
        <Text span c="dimmed" inherit>
          Not mapped
        </Text>
      ) : (
        <span className="row-name">{mappingSummary(mapping)}</span>
      ),
  },
  {
    key: 'precedence',
    label: 'Precedence',
    numeric: true,
    width: 110,
    render: ({ mapping }) => mapping?.precedence.toLocaleString() ?? '',
  },
];
