import { Anchor, List, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useNamesakes } from '../../api/members.ts';
import type { NameBearer } from '../../api/types.ts';
import { Section } from '../../parts/layout/section.tsx';
import { TimeText } from '../../parts/text/time-text.tsx';
import { attributeName } from './attribute-text.ts';

interface NamesakesProps {
  readonly companyId: string;
  /** What is searched for: only a whole name finds who had it. */
  readonly name: string | null;
}

/** Who had the searched name once: under another name now, or deleted. Nothing where nobody had it. */
export function Namesakes({ companyId, name }: NamesakesProps): ReactNode {
  const { data } = useNamesakes(companyId, name);
  const former = (data?.bearers ?? []).filter(({ until }) => until !== null);
  if (former.length === 0) return null;
  return (
    <Section
      title="Former names"
      description="Members who had this name before: they have another one now, or were deleted."
    >
      <List size="sm" spacing={4}>
        {former.map((bearer) => (
          <List.Item key={`${bearer.userId} ${bearer.kind} ${bearer.from}`}>
            <Bearer companyId={companyId} bearer={bearer} />
          </List.Item>
        ))}
      </List>
    </Section>
  );
}

function Bearer({ companyId, bearer }: { readonly companyId: string; readonly bearer: NameBearer }): ReactNode {
  const { userId, kind, name, from, until, isDeleted } = bearer;
  return (
    <>
      <Anchor
        component={Link}
        to={`/companies/${companyId}/members/${userId}`}
        inherit
        underline="always"
        className="row-name"
      >
        {name}
      </Anchor>
      <Text span inherit>
        {`, ${isDeleted ? 'deleted' : 'who has another name now'}: ${attributeName(kind).toLowerCase()} from `}
        <TimeText time={from} exact /> until <TimeText time={until} exact />. Id {userId}.
      </Text>
    </>
  );
}
