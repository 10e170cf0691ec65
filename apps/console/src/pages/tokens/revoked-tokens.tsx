import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RevokedToken } from '../../api/types.ts';
import { Section } from '../../parts/layout/section.tsx';
import type { Column } from '../../parts/list/row-list.tsx';
import { RowList } from '../../parts/list/row-list.tsx';
import { issuerName } from '../../parts/text/issuer-name.ts';
import { TimeText } from '../../parts/text/time-text.tsx';

const COLUMNS: readonly Column<RevokedToken>[] = [
  {
    key: 'token',
    label: 'Token',
    title: true,
    render: ({ id, label, lastFour }) => (
      <>
        <Text fw={600} inherit span>
          {label ?? 'Without a label'}
        </Text>
        <Text size="xs" c="dimmed" ff="monospace" className="row-name">{`${id}.…${lastFour}`}</Text>
      </>
    ),
  },
  {
    key: 'issued',
    label: 'Issued',
    render: ({ issuedAt, issuedBy }) => <Done time={issuedAt} words={`by ${issuerName(issuedBy)}`} />,
  },
  {
    key: 'revoked',
    label: 'Revoked',
    render: ({ revokedAt, revokedBy, because }) => (
      <Done
        time={revokedAt}
        words={`${because === 'scim-disabled' ? 'SCIM disabled ' : ''}by ${issuerName(revokedBy)}`}
      />
    ),
  },
];

function Done({ time, words }: { readonly time: string; readonly words: string }): ReactNode {
  return (
    <>
      <TimeText time={time} />
      <Text size="xs" c="dimmed">
        {words}
      </Text>
    </>
  );
}

/** Tokens that are good no more, so that what was done with them can be explained. Nothing where there are none. */
export function RevokedTokens({ tokens }: { readonly tokens: readonly RevokedToken[] }): ReactNode {
  if (tokens.length === 0) return null;
  return (
    <Section title="Revoked tokens" description="They are refused. Timelines name them by their label.">
      <RowList label="Revoked tokens" columns={COLUMNS} rows={tokens} rowKey={({ id }) => id} />
    </Section>
  );
}
