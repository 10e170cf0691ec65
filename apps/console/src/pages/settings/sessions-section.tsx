import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useEndSession, useEndSessions, useOpenSessions } from '../../api/sessions.ts';
import type { Company, OpenSession } from '../../api/types.ts';
import { ConfirmDialog } from '../../parts/controls/confirm-dialog.tsx';
import { ErrorState, Refusal } from '../../parts/controls/error-state.tsx';
import { Section } from '../../parts/layout/section.tsx';
import type { Column } from '../../parts/list/row-list.tsx';
import { RowList } from '../../parts/list/row-list.tsx';
import { TimeText } from '../../parts/text/time-text.tsx';

/** Who is signed in, and how they are signed out. */
export function SessionsSection({ company }: { readonly company: Company }): ReactNode {
  const sessions = useOpenSessions(company.id);
  const end = useEndSession(company.id);
  const [asking, setAsking] = useState(false);
  const columns: readonly Column<OpenSession>[] = [
    {
      key: 'who',
      label: 'Who',
      title: true,
      render: ({ kind, userName, own }) => (
        <>
          <span className="row-name">{kind === 'setup' ? 'Someone with a set-up link' : (userName ?? 'A member')}</span>
          {own && (
            <Text size="xs" c="dimmed">
              you, here
            </Text>
          )}
        </>
      ),
    },
    { key: 'since', label: 'Since', render: ({ createdAt }) => <TimeText time={createdAt} relative /> },
    { key: 'until', label: 'Until', render: ({ expiresAt }) => <TimeText time={expiresAt} /> },
    {
      key: 'actions',
      label: 'Actions',
      quiet: true,
      render: ({ id, own, userName }) =>
        own ? null : (
          <Group justify="flex-end">
            <Button
              size="xs"
              variant="subtle"
              color="red"
              loading={end.isPending && end.variables === id}
              onClick={() => end.mutate(id)}
              aria-label={`Sign out ${userName ?? 'anyone who has the set-up link'}`}
            >
              Sign out
            </Button>
          </Group>
        ),
    },
  ];
  return (
    <Section
      title="Signed in"
      description="Who uses this console now. Where someone came in who should not have, replace the certificate first, then sign everybody out."
    >
      <Stack gap="sm">
        <Group>
          <Button variant="default" onClick={() => setAsking(true)}>
            Sign everybody out
          </Button>
        </Group>
        <Refusal error={end.error} title="The session was not ended" />
        {sessions.data === undefined && sessions.error !== null && (
          <ErrorState error={sessions.error} retry={() => void sessions.refetch()} retrying={sessions.isFetching} />
        )}
        {sessions.data !== undefined && sessions.data.length > 0 && (
          <RowList label="Sessions" columns={columns} rows={sessions.data} rowKey={({ id }) => id} />
        )}
      </Stack>
      {asking && <EndAllDialog company={company} onClose={() => setAsking(false)} />}
    </Section>
  );
}

function EndAllDialog({ company, onClose }: { readonly company: Company; readonly onClose: () => void }): ReactNode {
  const endAll = useEndSessions(company.id);
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title="Sign everybody out?"
      action="Sign everybody out"
      danger
      pending={endAll.isPending}
      error={endAll.error}
      onConfirm={() => endAll.mutate(null, { onSuccess: onClose })}
    >
      <Text>
        Everybody has to sign in through SAML again, you too, and set-up links that nobody opened are dead. Tokens go
        on.
      </Text>
    </ConfirmDialog>
  );
}
