import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Token } from '../../api/types.ts';
import { StateBadge } from '../../parts/controls/state-badge.tsx';
import type { Column } from '../../parts/list/row-list.tsx';
import { RowList } from '../../parts/list/row-list.tsx';
import { issuerName } from '../../parts/text/issuer-name.ts';
import { TimeText } from '../../parts/text/time-text.tsx';

/** A token whose expiry is nearer than this is said to expire soon, in milliseconds. */
export const EXPIRES_SOON_MS = 14 * 86_400_000;

function State({ token }: { readonly token: Token }): ReactNode {
  if (token.issuerLeft) return <StateBadge tone="bad">Ended</StateBadge>;
  if (token.expired) return <StateBadge tone="bad">Expired</StateBadge>;
  const soon = token.expiresAt !== null && new Date(token.expiresAt).getTime() - Date.now() < EXPIRES_SOON_MS;
  return soon ? <StateBadge tone="waiting">Expires soon</StateBadge> : <StateBadge tone="good">Alive</StateBadge>;
}

/** How a token is called: by its label, else by its end. */
export const tokenName = ({ label, lastFour }: Pick<Token, 'label' | 'lastFour'>): string =>
  label === null || label === '' ? `Token ending in ${lastFour}` : `${label}, ending in ${lastFour}`;

interface TokenListProps {
  readonly tokens: readonly Token[];
  /** Only what goes with another member: nobody confirms a token of his own. */
  readonly mayHandOver: (token: Token) => boolean;
  readonly onHandOver: (token: Token) => void;
  readonly onRotate: (token: Token) => void;
  readonly onRevoke: (token: Token) => void;
}

/** Tokens with what is known of each. */
export function TokenList({ tokens, mayHandOver, onHandOver, onRotate, onRevoke }: TokenListProps): ReactNode {
  const columns: readonly Column<Token>[] = [
    { key: 'token', label: 'Token', title: true, render: (token) => <Name token={token} /> },
    { key: 'state', label: 'State', render: (token) => <State token={token} /> },
    {
      key: 'used',
      label: 'Last used',
      render: ({ lastUsedAt }) => <TimeText time={lastUsedAt} relative never="Not yet" />,
    },
    {
      key: 'issued',
      label: 'Issued',
      render: ({ issuedAt, issuedBy }) => (
        <>
          <TimeText time={issuedAt} />
          <Text size="xs" c="dimmed">{`by ${issuerName(issuedBy)}`}</Text>
        </>
      ),
    },
    {
      key: 'expires',
      label: 'Expires',
      render: ({ expiresAt, endsWith, issuerLeft }) => (
        <>
          <TimeText time={expiresAt} never="Never" />
          {endsWith !== null && (
            <Text size="xs" c="dimmed">
              {issuerLeft ? `ended with ${issuerName(endsWith)}` : `or when ${issuerName(endsWith)} leaves`}
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'actions',
      label: 'Actions',
      quiet: true,
      render: (token) => (
        <Group gap="xs" justify="flex-end" wrap="nowrap" className="token-actions">
          {mayHandOver(token) && (
            <Button
              size="xs"
              variant="default"
              onClick={() => onHandOver(token)}
              aria-label={`Hand over ${tokenName(token)}`}
            >
              Hand over
            </Button>
          )}
          <Button size="xs" variant="default" onClick={() => onRotate(token)} aria-label={`Rotate ${tokenName(token)}`}>
            Rotate
          </Button>
          <Button
            size="xs"
            variant="subtle"
            color="red"
            onClick={() => onRevoke(token)}
            aria-label={`Revoke ${tokenName(token)}`}
          >
            Revoke
          </Button>
        </Group>
      ),
    },
  ];
  return <RowList label="Tokens" columns={columns} rows={tokens} rowKey={({ id }) => id} />;
}

function Name({ token }: { readonly token: Token }): ReactNode {
  return (
    <>
      <Text fw={600} inherit span>
        {token.label ?? 'Without a label'}
      </Text>
      <Text size="xs" c="dimmed" ff="monospace">{`…${token.lastFour}`}</Text>
    </>
  );
}
