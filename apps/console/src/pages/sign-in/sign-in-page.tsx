import { Alert, Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { Link, Navigate, useSearchParams } from 'react-router';
import { useSession } from '../../api/session.ts';
import { GatePage } from '../../parts/layout/gate-page.tsx';
import { returnPath, signInAddress } from './addresses.ts';
import { refusedSentence } from './refusals.ts';

/** Members sign in through the identity provider of their company. */
export function SignInPage(): ReactNode {
  const [search] = useSearchParams();
  const [companyId, setCompanyId] = useState(search.get('company') ?? '');
  const [missing, setMissing] = useState(false);
  const refused = search.get('refused');
  const returnTo = returnPath(search.get('returnTo'));
  const session = useSession();
  // The answer of the identity provider was sent again, by the browser's history, and had opened the session that is still there.
  if (refused === 'replayed' && session.data && !session.data.isOver) return <Navigate to={returnTo} replace />;
  const go = (event: FormEvent): void => {
    event.preventDefault();
    const id = companyId.trim();
    setMissing(id === '');
    if (id !== '')
      window.location.assign(signInAddress(id, returnTo === '/' ? `/companies/${encodeURIComponent(id)}` : returnTo));
  };
  return (
    <GatePage title="Sign in" description="You sign in at your company’s identity provider, and come back here.">
      {refused !== null && (
        <Alert
          variant="light"
          color="red"
          role="alert"
          title="You were not signed in"
          icon={<IconAlertTriangle aria-hidden />}
        >
          {refusedSentence(refused, search.get('format'))}
        </Alert>
      )}
      <form onSubmit={go} noValidate>
        <Stack gap="md">
          <TextInput
            label="Company ID"
            description="Stands in Luciq’s address of your company, for example acme"
            value={companyId}
            onChange={(event) => setCompanyId(event.currentTarget.value)}
            error={missing ? 'Enter the id of your company.' : undefined}
            autoComplete="organization"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
            size="md"
          />
          <Button type="submit" size="md">
            Continue
          </Button>
        </Stack>
      </form>
      <Text size="sm" c="dimmed">
        No SAML yet? Ask the people who run Luciq for a set-up link. Operators{' '}
        <Anchor component={Link} to="/operator" inherit underline="always">
          sign in with a credential
        </Anchor>
        .
      </Text>
    </GatePage>
  );
}
