import './members.css';
import { Anchor, DataList, List, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, useLocation, useParams } from 'react-router';
import { ApiError } from '../../api/client.ts';
import { useMember, useTimeline } from '../../api/members.ts';
import type { Member } from '../../api/types.ts';
import { useCompanyId } from '../../parts/company-id.ts';
import { ErrorState } from '../../parts/controls/error-state.tsx';
import { StateBadge } from '../../parts/controls/state-badge.tsx';
import { PageHeader } from '../../parts/layout/page-header.tsx';
import { Section } from '../../parts/layout/section.tsx';
import { LoadingRows } from '../../parts/list/loading-rows.tsx';
import { TimeText } from '../../parts/text/time-text.tsx';
import { attributeName, profileLines } from './attribute-text.ts';
import { MemberAccess } from './member-access.tsx';
import { MemberTimeline } from './member-timeline.tsx';
import { MemberTokens } from './member-tokens.tsx';

/** The filters of the list that someone came from. */
const searchFrom = (state: unknown): string =>
  typeof state === 'object' && state !== null && 'search' in state && typeof state.search === 'string'
    ? state.search
    : '';

/** One member: profile, access and why, groups, and everything that happened. */
export function MemberPage(): ReactNode {
  const companyId = useCompanyId();
  const { userId = '' } = useParams();
  const location = useLocation();
  const member = useMember(companyId, userId);
  const back = { to: `/companies/${companyId}/members${searchFrom(location.state)}`, label: 'Members' };
  if (member.data === undefined) {
    return (
      <>
        <PageHeader title="Member" back={back} />
        {member.isPending ? (
          <LoadingRows label="Loading the member" />
        ) : (
          <Absent companyId={companyId} userId={userId} member={member} />
        )}
      </>
    );
  }
  return <MemberDetails companyId={companyId} member={member.data} back={back} />;
}

interface AbsentProps {
  readonly companyId: string;
  readonly userId: string;
  readonly member: ReturnType<typeof useMember>;
}

/** Of one who was deleted there is still the history; of one who never was, and in any other case, why not. */
function Absent({ companyId, userId, member }: AbsentProps): ReactNode {
  const timeline = useTimeline(companyId, userId);
  if (timeline.data !== undefined && member.error instanceof ApiError && member.error.kind === 'member-not-found')
    return (
      <Section
        title="Timeline"
        description={`The member ${userId} was deleted. Everything that happened, newest first.`}
      >
        <MemberTimeline companyId={companyId} userId={userId} />
      </Section>
    );
  return (
    <ErrorState
      error={member.error}
      title="The member could not be loaded"
      retry={() => void member.refetch()}
      retrying={member.isFetching}
    />
  );
}

interface MemberDetailsProps {
  readonly companyId: string;
  readonly member: Member;
  readonly back: { readonly to: string; readonly label: string };
}

function MemberDetails({ companyId, member, back }: MemberDetailsProps): ReactNode {
  const { userName, displayName, active } = member;
  return (
    <>
      <PageHeader
        title={displayName ?? userName ?? member.id}
        back={back}
        actions={<StateBadge tone={active ? 'good' : 'quiet'}>{active ? 'Active' : 'Deactivated'}</StateBadge>}
        description={displayName === null ? undefined : <span className="row-name">{userName}</span>}
      />
      <MemberTokens companyId={companyId} userId={member.id} />
      <Section title="Access" description="What this member may do now, and which rule gives it.">
        <MemberAccess companyId={companyId} member={member} />
      </Section>
      <Section title="Groups">
        <MemberGroups companyId={companyId} groups={member.groups} />
      </Section>
      <Section
        title="Profile"
        description="As the identity provider sent it. Change it there; it comes here by itself."
      >
        <Profile member={member} />
      </Section>
      <Section
        title="Timeline"
        description="Everything that changed what this member may do or who it is, newest first."
      >
        <MemberTimeline companyId={companyId} userId={member.id} />
      </Section>
    </>
  );
}

function MemberGroups({
  companyId,
  groups,
}: {
  readonly companyId: string;
  readonly groups: Member['groups'];
}): ReactNode {
  if (groups.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        In no group. Groups come when they are pushed from Okta.
      </Text>
    );
  }
  return (
    <List size="sm" spacing={4}>
      {groups.map(({ id, displayName }) => (
        <List.Item key={id}>
          <Anchor component={Link} to={`/companies/${companyId}/groups/${id}`} className="row-name">
            {displayName}
          </Anchor>
        </List.Item>
      ))}
    </List>
  );
}

function Profile({ member }: { readonly member: Member }): ReactNode {
  const lines = [
    { attribute: 'userName', value: member.userName },
    ...(member.displayName === null ? [] : [{ attribute: 'displayName', value: member.displayName }]),
    ...profileLines(member.profile),
    { attribute: 'id', value: member.id },
  ];
  return (
    <DataList className="facts" labelWidth="220px">
      {lines.map(({ attribute, value }) => (
        <DataList.Item key={attribute}>
          <DataList.ItemLabel>{attributeName(attribute)}</DataList.ItemLabel>
          <DataList.ItemValue className="row-name">{value}</DataList.ItemValue>
        </DataList.Item>
      ))}
      <DataList.Item>
        <DataList.ItemLabel>Created</DataList.ItemLabel>
        <DataList.ItemValue>
          <TimeText time={member.created} />
        </DataList.ItemValue>
      </DataList.Item>
      <DataList.Item>
        <DataList.ItemLabel>Last change</DataList.ItemLabel>
        <DataList.ItemValue>
          <TimeText time={member.lastModified} />
        </DataList.ItemValue>
      </DataList.Item>
    </DataList>
  );
}
