import { Alert, Button, Text } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { counted } from '@luciq/events';
import { useSession } from '../../api/session.ts';
import { useTokens } from '../../api/tokens.ts';
import type { Token } from '../../api/types.ts';
import { useCompanyId } from '../../parts/company-id.ts';
import { ErrorState } from '../../parts/controls/error-state.tsx';
import { PageHeader } from '../../parts/layout/page-header.tsx';
import { EmptyState } from '../../parts/list/empty-state.tsx';
import { LoadingRows } from '../../parts/list/loading-rows.tsx';
import { issuerName } from '../../parts/text/issuer-name.ts';
import { HandOverDialog } from './hand-over-dialog.tsx';
import { IssueDialog } from './issue-dialog.tsx';
import { RefusedNote } from './refused-note.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';
import { RevokedTokens } from './revoked-tokens.tsx';
import { TokenList, tokenName } from './token-list.tsx';

/** What is being done: a new token, one in place of another, the end of one, or one that becomes the company's own. */
type Doing =
  { readonly what: 'issue' } | { readonly what: 'rotate' | 'revoke' | 'hand-over'; readonly token: Token } | null;

/** The tokens of a company. */
export function TokensPage(): ReactNode {
  const companyId = useCompanyId();
  const tokens = useTokens(companyId);
  const session = useSession();
  const [doing, setDoing] = useState<Doing>(null);
  const live = (tokens.data?.tokens ?? []).filter(({ expired, issuerLeft }) => !expired && !issuerLeft);
  const { kind, member } = session.data ?? {};
  const mayHandOver = ({ endsWith, issuerLeft }: Token): boolean =>
    endsWith !== null &&
    !issuerLeft &&
    (kind === 'operator' || (member?.role === 'owner' && member.id !== endsWith.id));
  const issue = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setDoing({ what: 'issue' })}>
      Issue a token
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Tokens"
        description="Okta proves with a token that it speaks for this company. A token’s text is shown once, when it is issued; only its last four characters are kept readable."
        actions={live.length > 0 && issue}
      />
      <RefusedNote companyId={companyId} />
      {live.length > 1 && <OverlapNote count={live.length} />}
      <LeaverNote tokens={live} />
      {tokens.data === undefined && tokens.error !== null && (
        <ErrorState error={tokens.error} retry={() => void tokens.refetch()} retrying={tokens.isFetching} />
      )}
      {tokens.data === undefined && tokens.error === null && <LoadingRows rows={3} label="Loading tokens" />}
      {tokens.data?.tokens.length === 0 && (
        <EmptyState icon={<IconKey size={30} stroke={1.5} />} title="No token yet" action={issue}>
          Okta cannot call Luciq without one. Issue a token, and put it into the field Authorization of Okta’s
          provisioning settings.
        </EmptyState>
      )}
      {tokens.data !== undefined && tokens.data.tokens.length > 0 && (
        <TokenList
          tokens={tokens.data.tokens}
          mayHandOver={mayHandOver}
          onHandOver={(token) => setDoing({ what: 'hand-over', token })}
          onRotate={(token) => setDoing({ what: 'rotate', token })}
          onRevoke={(token) => setDoing({ what: 'revoke', token })}
        />
      )}
      <RevokedTokens tokens={tokens.data?.revoked ?? []} />
      {tokens.data !== undefined && (doing?.what === 'issue' || doing?.what === 'rotate') && (
        <IssueDialog
          companyId={companyId}
          defaultDays={tokens.data.defaultDays}
          replaces={doing.what === 'rotate' ? doing.token : null}
          onClose={() => setDoing(null)}
        />
      )}
      {doing?.what === 'hand-over' && (
        <HandOverDialog companyId={companyId} token={doing.token} onClose={() => setDoing(null)} />
      )}
      {doing?.what === 'revoke' && (
        <RevokeDialog
          companyId={companyId}
          token={doing.token}
          last={live.length === 1 && !doing.token.expired}
          onClose={() => setDoing(null)}
        />
      )}
    </>
  );
}

/** What Okta uses should not end with one person, and nobody can be asked in the moment in which Okta deactivates that one. */
function LeaverNote({ tokens }: { readonly tokens: readonly Token[] }): ReactNode {
  const used = tokens.filter(({ endsWith, lastUsedAt }) => endsWith !== null && lastUsedAt !== null);
  if (used.length === 0) return null;
  return (
    <Alert variant="light" color="yellow" mb="lg" title="Provisioning would stop when a member leaves">
      {used.map((token) => (
        <Text size="sm" key={token.id}>
          {`${tokenName(token)} is in use, and ends when ${token.endsWith === null ? '' : issuerName(token.endsWith)} leaves or administers the company no more. `}
          Let another owner hand it over to the company.
        </Text>
      ))}
    </Alert>
  );
}

function OverlapNote({ count }: { readonly count: number }): ReactNode {
  return (
    <Alert variant="light" color="lagoon" mb="lg" title={counted(count, 'token is alive', 'tokens are alive')}>
      <Text size="sm">
        All of them work. Once Okta has the new one, its <em>Last used</em> moves on and that of the old one stands
        still: then revoke the old one.
      </Text>
    </Alert>
  );
}
