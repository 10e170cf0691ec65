import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useCompanyChanges, useSignIns } from '../../api/security.ts';
import type { ActorShown, Company, CompanyChangeEntry, SamlValues, SignInEntry } from '../../api/types.ts';
import { ErrorState } from '../../parts/controls/error-state.tsx';
import { Section } from '../../parts/layout/section.tsx';
import type { Column } from '../../parts/list/row-list.tsx';
import { RowList } from '../../parts/list/row-list.tsx';
import { TimeText } from '../../parts/text/time-text.tsx';
import { eventText } from '../members/event-text.ts';
import { RefusedAnswer } from './refused-answer.tsx';
import { reasonLabel, SIGN_IN_LABELS } from './security-labels.ts';

/** Changes that are shown until someone asks for all of them. */
const FIRST_CHANGES = 20;

const KINDS: Readonly<Record<ActorShown['kind'], string>> = {
  idp: 'Identity provider',
  operator: 'Operator of Luciq',
  system: 'Luciq',
  member: 'Member',
  service: "Luciq's back end",
  'setup-link': 'Set-up link',
};

const whoIs = (actor: ActorShown | null): string =>
  actor === null ? 'Nobody known' : (actor.name ?? `${KINDS[actor.kind]} ${actor.id}`);

/** Columns of sign-ins; what a refused answer has to say now is compared with what it said. */
const signInColumns = (expected: SamlValues | null): readonly Column<SignInEntry>[] => [
  {
    key: 'what',
    label: 'What',
    title: true,
    render: ({ event, reason }) => (
      <>
        <span className="row-name">{SIGN_IN_LABELS[event]}</span>
        {reasonLabel(reason) !== null && (
          <Text size="xs" c="dimmed">
            {reasonLabel(reason)}
          </Text>
        )}
      </>
    ),
  },
  { key: 'who', label: 'Who', render: ({ actor }) => whoIs(actor) },
  { key: 'from', label: 'From', render: ({ address }) => address },
  { key: 'when', label: 'When', render: ({ time }) => <TimeText time={time} exact /> },
  {
    key: 'came',
    label: 'What came',
    quiet: true,
    render: (entry) => <RefusedAnswer entry={entry} expected={expected} />,
  },
];

const CHANGES: readonly Column<CompanyChangeEntry>[] = [
  {
    key: 'what',
    label: 'What',
    title: true,
    render: ({ type, subject, subjectName }) => (
      <>
        <span className="row-name">{eventText(type).title}</span>
        {subject !== null && (
          <Text size="xs" c="dimmed" truncate>
            {subjectName ?? subject}
          </Text>
        )}
      </>
    ),
  },
  { key: 'who', label: 'By', render: ({ actor }) => whoIs(actor) },
  { key: 'when', label: 'When', render: ({ time }) => <TimeText time={time} /> },
];

/** Who came into the company's console and who did not. */
export function SignInsSection({ company }: { readonly company: Company }): ReactNode {
  const signIns = useSignIns(company.id);
  const entries = signIns.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <Section
      title="Sign-ins"
      description="Who came into this console in the last 90 days, and who was refused. If nobody can explain an entry, replace the certificate, then sign everybody out."
    >
      <Stack gap="sm">
        {signIns.data === undefined && signIns.error !== null && (
          <ErrorState error={signIns.error} retry={() => void signIns.refetch()} retrying={signIns.isFetching} />
        )}
        {signIns.data !== undefined && entries.length === 0 && <Text c="dimmed">Nobody has signed in yet.</Text>}
        {entries.length > 0 && (
          <RowList
            label="Sign-ins"
            columns={signInColumns(signIns.data?.pages[0]?.expected ?? null)}
            rows={entries}
            rowKey={({ id }) => id}
          />
        )}
        {signIns.hasNextPage && (
          <Group>
            <Button variant="default" loading={signIns.isFetchingNextPage} onClick={() => void signIns.fetchNextPage()}>
              Older sign-ins
            </Button>
          </Group>
        )}
      </Stack>
    </Section>
  );
}

/** Who changed what of the company. For its owners. */
export function ChangesSection({ company }: { readonly company: Company }): ReactNode {
  const changes = useCompanyChanges(company.id);
  const [all, setAll] = useState(false);
  const shown = all ? changes.data : changes.data?.slice(0, FIRST_CHANGES);
  return (
    <Section
      title="Changes"
      description="What was changed of SAML, SCIM, tokens, links, owners and mappings, and by whom."
    >
      <Stack gap="sm">
        {changes.data === undefined && changes.error !== null && (
          <ErrorState error={changes.error} retry={() => void changes.refetch()} retrying={changes.isFetching} />
        )}
        {shown !== undefined && shown.length > 0 && (
          <RowList label="Changes" columns={CHANGES} rows={shown} rowKey={({ id }) => id} />
        )}
        {!all && changes.data !== undefined && changes.data.length > FIRST_CHANGES && (
          <Group>
            <Button variant="default" onClick={() => setAll(true)}>
              Older changes
            </Button>
          </Group>
        )}
      </Stack>
    </Section>
  );
}
