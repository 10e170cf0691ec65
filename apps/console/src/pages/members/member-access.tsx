import { List, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Because, Member } from '../../api/types.ts';
import type { SentencePart } from './access-reasons.ts';
import { applicationSentence, roleSentence } from './access-reasons.ts';
import { Sentence } from './sentence.tsx';

interface MemberAccessProps {
  readonly companyId: string;
  readonly member: Pick<Member, 'role' | 'applications' | 'active'>;
}

/** Role and applications of a member, each with the reason for it. */
export function MemberAccess({ companyId, member }: MemberAccessProps): ReactNode {
  const { role, applications, active } = member;
  return (
    <>
      <div>
        <Text component="h3" className="fact-heading">
          Role
        </Text>
        <Reason companyId={companyId} parts={roleSentence(role.value, role.because)} because={role.because} />
      </div>
      <div>
        <Text component="h3" className="fact-heading">
          Applications
        </Text>
        {applications.length === 0 ? (
          <Text size="sm" c="dimmed">
            {active
              ? 'None. Neither the identity provider, nor a group, nor the company’s defaults give any.'
              : 'None while the member is deactivated.'}
          </Text>
        ) : (
          <List size="sm" spacing="sm" listStyleType="none" className="reasons">
            {applications.map(({ name, because }) => (
              <List.Item key={name}>
                <Reason companyId={companyId} parts={applicationSentence(name, because)} because={because} />
              </List.Item>
            ))}
          </List>
        )}
      </div>
    </>
  );
}

interface ReasonProps {
  readonly companyId: string;
  readonly parts: readonly SentencePart[];
  readonly because: Because;
}

function Reason({ companyId, parts, because }: ReasonProps): ReactNode {
  return (
    <Stack gap={0}>
      <Text size="md" className="row-name">
        <Sentence companyId={companyId} parts={parts} />
      </Text>
      <Text size="xs" c="dimmed" className="row-name">
        Event {because.eventId}
      </Text>
    </Stack>
  );
}
