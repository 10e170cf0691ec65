import { Anchor, Button, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { counted } from '@luciq/events';
import { useCompany } from '../../api/company.ts';
import type { MemberFilters } from '../../api/members.ts';
import { useMembers } from '../../api/members.ts';
import type { MemberRow } from '../../api/types.ts';
import { useCompanyId } from '../../parts/company-id.ts';
import { ErrorState } from '../../parts/controls/error-state.tsx';
import { StateBadge } from '../../parts/controls/state-badge.tsx';
import { PageHeader } from '../../parts/layout/page-header.tsx';
import { EmptyState } from '../../parts/list/empty-state.tsx';
import { LoadMore } from '../../parts/list/load-more.tsx';
import { LoadingRows } from '../../parts/list/loading-rows.tsx';
import type { Column } from '../../parts/list/row-list.tsx';
import { RowList } from '../../parts/list/row-list.tsx';
import { useFilters } from '../../parts/list/use-filters.ts';
import { TimeText } from '../../parts/text/time-text.tsx';
import { roleName } from './access-reasons.ts';
import { MemberFilterBar } from './member-filter-bar.tsx';
import { Namesakes } from './namesakes.tsx';
import { RenamesSection } from './renames-section.tsx';

const stateOf = (word: string | null): MemberFilters['state'] =>
  word === 'active' || word === 'inactive' ? word : null;

/** Everybody in the company: searched, narrowed, and each a page of its own. */
export function MembersPage(): ReactNode {
  const companyId = useCompanyId();
  const company = useCompany(companyId);
  const filters = useFilters();
  const wanted: MemberFilters = {
    text: filters.read('text'),
    state: stateOf(filters.read('state')),
    role: filters.read('role'),
    application: filters.read('application'),
  };
  return (
    <>
      <PageHeader
        title="Members"
        description="Everybody the identity provider or an import brought to this company, with the role and applications they have now."
      />
      <RenamesSection companyId={companyId} />
      <MemberFilterBar company={company.data} filters={filters} wanted={wanted} />
      <MemberList companyId={companyId} wanted={wanted} onClear={filters.any ? filters.clear : null} />
      <Namesakes companyId={companyId} name={wanted.text} />
    </>
  );
}

interface MemberListProps {
  readonly companyId: string;
  readonly wanted: MemberFilters;
  /** Shows everybody again; null while nothing is narrowed. */
  readonly onClear: (() => void) | null;
}

function MemberList({ companyId, wanted, onClear }: MemberListProps): ReactNode {
  const list = useMembers(companyId, wanted);
  const { search } = useLocation();
  if (list.isPending) return <LoadingRows label="Loading members" rows={8} />;
  if (list.data === undefined)
    return (
      <ErrorState
        error={list.error}
        title="The members could not be loaded"
        retry={() => void list.refetch()}
        retrying={list.isFetching}
      />
    );
  const members = list.data.pages.flatMap((page) => page.members);
  const searched = list.data.pages.reduce((sum, page) => sum + page.searched, 0);
  return (
    <div className={list.isPlaceholderData ? 'list-stale' : undefined}>
      <Text role="status" size="sm" c="dimmed" mb="xs">
        {list.isPlaceholderData ? 'Searching …' : shownWords(members.length, searched, list.hasNextPage)}
      </Text>
      {members.length === 0 && !list.hasNextPage && <Nobody companyId={companyId} onClear={onClear} />}
      {members.length > 0 && (
        <RowList label="Members" columns={columns(companyId, search)} rows={members} rowKey={({ id }) => id} />
      )}
      {(members.length > 0 || list.hasNextPage) && (
        <LoadMore
          list={list}
          label={members.length === 0 ? 'Go on looking' : 'Load more members'}
          end={onClear === null ? 'That is everybody.' : 'That is everybody who matches.'}
        />
      )}
    </div>
  );
}

function shownWords(shown: number, searched: number, more: boolean): string {
  if (shown === 0)
    return more
      ? `None among the first ${counted(searched, 'member')}. There are more to look through.`
      : 'No member found.';
  const members = counted(shown, 'member');
  return more ? `${members} shown, and there are more.` : `${members}.`;
}

function Nobody({
  companyId,
  onClear,
}: {
  readonly companyId: string;
  readonly onClear: (() => void) | null;
}): ReactNode {
  if (onClear !== null) {
    return (
      <EmptyState
        icon={<IconUsers size={28} />}
        title="No member matches"
        action={
          <Button variant="default" onClick={onClear}>
            Clear the search and filters
          </Button>
        }
      >
        Search for a part of the name, user name or e-mail, or take a filter away.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconUsers size={28} />}
      title="No members yet"
      action={
        <Button component={Link} to={`/companies/${companyId}`}>
          Set up SCIM
        </Button>
      }
    >
      Members come when someone is assigned to the application in Okta, or when Okta imports existing users.
    </EmptyState>
  );
}

const columns = (companyId: string, search: string): readonly Column<MemberRow>[] => [
  {
    key: 'name',
    label: 'Member',
    title: true,
    render: ({ id, userName, displayName }) => (
      <>
        <Anchor component={Link} to={`/companies/${companyId}/members/${id}`} state={{ search }} className="row-name">
          {displayName ?? userName}
        </Anchor>
        {displayName !== null && (
          <Text size="xs" c="dimmed" fw={400} className="row-name">
            {userName}
          </Text>
        )}
      </>
    ),
  },
  {
    key: 'state',
    label: 'State',
    render: ({ active }) => (
      <StateBadge tone={active ? 'good' : 'quiet'}>{active ? 'Active' : 'Deactivated'}</StateBadge>
    ),
  },
  {
    key: 'role',
    label: 'Role',
    render: ({ role }) =>
      role === null ? (
        <Text span c="dimmed" inherit>
          None
        </Text>
      ) : (
        roleName(role)
      ),
  },
  { key: 'applications', label: 'Applications', render: ({ applications }) => <Applications names={applications} /> },
  { key: 'changed', label: 'Last change', render: ({ lastModified }) => <TimeText time={lastModified} relative /> },
];

/** Names of applications in a row of a list; the rest are counted. */
const NAMES_IN_A_ROW = 2;

function Applications({ names }: { readonly names: readonly string[] }): ReactNode {
  if (names.length === 0) {
    return (
      <Text span c="dimmed" inherit>
        None
      </Text>
    );
  }
  const more = names.length - NAMES_IN_A_ROW;
  return (
    <span title={names.join(', ')} className="row-name">
      {names.slice(0, NAMES_IN_A_ROW).join(', ')}
      {more > 0 && ` and ${more} more`}
    </span>
  );
}
