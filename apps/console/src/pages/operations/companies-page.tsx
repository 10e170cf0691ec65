import { Anchor, Text } from '@mantine/core';
import { IconBuilding } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { counted } from '@luciq/events';
import { useCompanies } from '../../api/company.ts';
import type { CompanySummary } from '../../api/types.ts';
import { ErrorState } from '../../parts/controls/error-state.tsx';
import { SamlState, ScimState, StateBadge } from '../../parts/controls/state-badge.tsx';
import { PageHeader } from '../../parts/layout/page-header.tsx';
import { EmptyState } from '../../parts/list/empty-state.tsx';
import { LoadingRows } from '../../parts/list/loading-rows.tsx';
import type { Column } from '../../parts/list/row-list.tsx';
import { RowList } from '../../parts/list/row-list.tsx';
import { SearchBox } from '../../parts/list/search-box.tsx';
import { useFilters } from '../../parts/list/use-filters.ts';

/** Every company, for operators. */
export function CompaniesPage(): ReactNode {
  const companies = useCompanies();
  const filters = useFilters();
  const text = filters.read('text') ?? '';
  return (
    <>
      <PageHeader title="Companies" description="Every company that is registered, and how far its set-up is." />
      {companies.isPending && <LoadingRows label="Loading companies" />}
      {companies.isError && companies.data === undefined && (
        <ErrorState
          error={companies.error}
          title="The companies could not be loaded"
          retry={() => void companies.refetch()}
          retrying={companies.isFetching}
        />
      )}
      {companies.data?.length === 0 && (
        <EmptyState icon={<IconBuilding size={28} />} title="No company is registered">
          Luciq registers companies through the account API. An operator does it with the command{' '}
          <code>company register</code>.
        </EmptyState>
      )}
      {companies.data !== undefined && companies.data.length > 0 && (
        <>
          <search className="filter-bar filter-bar-single">
            <SearchBox
              label="Search"
              placeholder="Name or id"
              value={text}
              onSearch={(typed) => filters.set('text', typed)}
            />
          </search>
          <Matching companies={companies.data} text={text} />
        </>
      )}
    </>
  );
}

function Matching({
  companies,
  text,
}: {
  readonly companies: readonly CompanySummary[];
  readonly text: string;
}): ReactNode {
  const wanted = text.toLowerCase();
  const matching = companies.filter(
    ({ id, name }) => id.includes(wanted) || (name ?? '').toLowerCase().includes(wanted),
  );
  return (
    <>
      <Text role="status" size="sm" c="dimmed" mb="xs">
        {matching.length === 0
          ? 'No company matches. Search for another part of the name or id.'
          : `${counted(matching.length, 'company', 'companies')}.`}
      </Text>
      {matching.length > 0 && <RowList label="Companies" columns={columns} rows={matching} rowKey={({ id }) => id} />}
    </>
  );
}

const columns: readonly Column<CompanySummary>[] = [
  {
    key: 'name',
    label: 'Company',
    title: true,
    render: ({ id, name }) => (
      <>
        <Anchor component={Link} to={`/companies/${id}`} className="row-name">
          {name}
        </Anchor>
        <Text size="xs" c="dimmed" fw={400} className="row-name">
          {id}
        </Text>
      </>
    ),
  },
  { key: 'saml', label: 'SAML', render: ({ saml }) => <SamlState state={saml} /> },
  { key: 'scim', label: 'SCIM', render: ({ scim }) => <ScimState state={scim} /> },
  { key: 'members', label: 'Members', numeric: true, render: ({ members }) => members.toLocaleString() },
  {
    key: 'records',
    label: 'Records',
    render: ({ parked }) =>
      parked ? (
        <Anchor component={Link} to="/operations" c="inherit" underline="always">
          <StateBadge tone="bad">Parked</StateBadge>
        </Anchor>
      ) : (
        <StateBadge tone="good">Written</StateBadge>
      ),
  },
];
