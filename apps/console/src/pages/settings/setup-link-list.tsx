import { Box, Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSetupLinks, useWithdrawSetupLink } from '../../api/sessions.ts';
import type { SetupLink } from '../../api/types.ts';
import { ErrorState, Refusal } from '../../parts/controls/error-state.tsx';
import { StateBadge } from '../../parts/controls/state-badge.tsx';
import type { Column } from '../../parts/list/row-list.tsx';
import { RowList } from '../../parts/list/row-list.tsx';
import { issuerName } from '../../parts/text/issuer-name.ts';
import { TimeText } from '../../parts/text/time-text.tsx';

const STATES: Readonly<
  Record<SetupLink['state'], { readonly tone: 'waiting' | 'good' | 'quiet'; readonly word: string }>
> = {
  open: { tone: 'waiting', word: 'Open' },
  used: { tone: 'good', word: 'Used' },
  expired: { tone: 'quiet', word: 'Expired' },
  withdrawn: { tone: 'quiet', word: 'Withdrawn' },
};

/** Links that were issued of late, and their off switch. */
export function SetupLinkList({ companyId }: { readonly companyId: string }): ReactNode {
  const links = useSetupLinks(companyId);
  const withdraw = useWithdrawSetupLink(companyId);
  const columns: readonly Column<SetupLink>[] = [
    {
      key: 'issued',
      label: 'Issued',
      title: true,
      render: ({ id, issuedAt, issuedBy }) => (
        <>
          <TimeText time={issuedAt} />
          <Text size="xs" c="dimmed">{`${id}, by ${issuerName(issuedBy)}`}</Text>
        </>
      ),
    },
    {
      key: 'state',
      label: 'State',
      render: ({ state }) => <StateBadge tone={STATES[state].tone}>{STATES[state].word}</StateBadge>,
    },
    { key: 'until', label: 'Until', render: ({ expiresAt }) => <TimeText time={expiresAt} /> },
    {
      key: 'actions',
      label: 'Actions',
      quiet: true,
      render: ({ id, state }) =>
        state === 'open' || state === 'used' ? (
          <Group justify="flex-end">
            <Button
              size="xs"
              variant="subtle"
              color="red"
              loading={withdraw.isPending && withdraw.variables === id}
              onClick={() => withdraw.mutate(id)}
              aria-label={`Withdraw the link ${id}`}
            >
              Withdraw
            </Button>
          </Group>
        ) : null,
    },
  ];
  if (links.data === undefined)
    return links.error === null ? null : (
      <ErrorState error={links.error} retry={() => void links.refetch()} retrying={links.isFetching} />
    );
  if (links.data.length === 0) return null;
  return (
    <Box mt="md">
      <Refusal error={withdraw.error} title="The link was not withdrawn" />
      <RowList label="Set-up links" columns={columns} rows={links.data} rowKey={({ id }) => id} />
    </Box>
  );
}
