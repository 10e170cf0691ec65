import { Alert, Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useTokens } from '../../api/tokens.ts';

/** Tokens that end with this member, before anybody lets the member go. */
export function MemberTokens({
  companyId,
  userId,
}: {
  readonly companyId: string;
  readonly userId: string;
}): ReactNode {
  const tokens = useTokens(companyId);
  const own = (tokens.data?.tokens ?? []).filter(
    ({ endsWith, issuerLeft, expired }) => endsWith?.id === userId && !issuerLeft && !expired,
  );
  if (own.length === 0) return null;
  const inUse = own.some(({ lastUsedAt }) => lastUsedAt !== null);
  return (
    <Alert
      variant="light"
      color="yellow"
      mb="lg"
      title={own.length === 1 ? 'A token ends with this member' : `${own.length} tokens end with this member`}
    >
      <Text size="sm">
        {inUse ? 'It is in use: provisioning stops ' : 'Anyone who uses it is refused '}
        when this member leaves or administers the company no more.{' '}
        <Anchor component={Link} to={`/companies/${companyId}/tokens`} inherit>
          Hand it over to the company
        </Anchor>{' '}
        before, as another owner.
      </Text>
    </Alert>
  );
}
