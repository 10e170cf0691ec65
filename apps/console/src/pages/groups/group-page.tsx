import '../../parts/list/lists.css';
import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { counted } from '@luciq/events';
import { useCompany } from '../../api/company.ts';
import { useGroup, useGroupMembers } from '../../api/groups.ts';
import type { Group, MemberRow } from '../../api/types.ts';
import { useCompanyId } from '../../parts/company-id.ts';
import { ErrorState } from '../../parts/controls/error-state.tsx';
import { StateBadge } from '../../parts/controls/state-badge.tsx';
import { PageHeader } from '../../parts/layout/page-header.tsx';
import { Section } from '../../parts/layout/section.tsx';
import { EmptyState } from '../../parts/list/empty-state.tsx';
import { LoadMore } from '../../parts/list/load-more.tsx';
import { LoadingRows } from '../../parts/list/loading-rows.tsx';
import type { Column } from '../../parts/list/row-list.tsx';
import { RowList } from '../../parts/list/row-list.tsx';
import { TimeText } from '../../parts/text/time-text.tsx';
import { mappingSummary } from './mapping-draft.ts';
import { MappingForm } from './mapping-form.tsx';

/** One group: what it gives, a form to change that with a preview, and its members. */
export function GroupPage(): ReactNode {
  const companyId = useCompanyId();
  const { groupId = '' } = useParams();
  const group = useGroup(companyId, groupId);
  const company = useCompany(companyId);
  const back = { to: `/companies/${companyId}/groups`, label: 'Groups' };
  if (group.data !== undefined && company.data !== undefined) {
    return (
      <>
        <PageHeader title={group.data.displayName} back={back} description={<Summary group={group.data} />} />
        <Section
          title="Mapping"
          description="What members get for being in this group. The role the identity provider sends for a member goes before it; the applications add up."
        >
          <MappingForm key={group.data.id} company={company.data} group={group.data} />
        </Section>
        <Section title="Members">
          <Members companyId={companyId} group={group.data} />
        </Section>
      </>
    );
  }
  const failed = group.isError ? group : company.isError ? company : null;
  return (
    <>
      <PageHeader title="Group" back={back} />
      {failed === null ? (
        <LoadingRows label="Loading the group" />
      ) : (
        <ErrorState
          error={failed.error}
          title="The group could not be loaded"
          retry={() => void failed.refetch()}
          retrying={failed.isFetching}
        />
      )}
    </>
  );
}

function Summary({ group: { memberCount, mapping } }: { readonly group: Group }): ReactNode {
  const members = `${counted(memberCount, 'member')}. `;
  if (mapping === null) return `${members}Not mapped to anything.`;
  return (
    <>
      {members}Gives {mappingSummary(mapping)}, since <TimeText time={mapping.time} />.
    </>
  );
}

function Members({ companyId, group }: { readonly companyId: string; readonly group: Group }): ReactNode {
  const list = useGroupMembers(companyId, group.id);
  if (group.memberCount === 0) {
    return (
      <EmptyState title="Nobody is in this group">
        Add people to it in Okta; they come here when the group is pushed.
      </EmptyState>
    );
  }
  if (list.isPending) return <LoadingRows label="Loading the members" />;
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
  return (
    <>
      <Text role="status" size="sm" c="dimmed" mb="xs">
        {list.hasNextPage
          ? `${members.length.toLocaleString('en')} of ${counted(group.memberCount, 'member')}.`
          : `${counted(members.length, 'member')}.`}
      </Text>
      {members.length > 0 && (
        <RowList label="Members of the group" columns={columns(companyId)} rows={members} rowKey={({ id }) => id} />
      )}
      <LoadMore list={list} label="Load more members" end="That is everybody in this group." />
    </>
  );
}

const columns = (companyId: string): readonly Column<MemberRow>[] => [
  {
    key: 'name',
    label: 'Member',
    title: true,
    render: ({ id, userName, displayName }) => (
      <Anchor component={Link} to={`/companies/${companyId}/members/${id}`} className="row-name">
        {displayName ?? userName}
      </Anchor>
    ),
  },
  { key: 'userName', label: 'User name', render: ({ userName }) => <span className="row-name">{userName}</span> },
  {
    key: 'state',
    label: 'State',
    render: ({ active }) => (
      <StateBadge tone={active ? 'good' : 'quiet'}>{active ? 'Active' : 'Deactivated'}</StateBadge>
    ),
  },
];
