import { Anchor, Button, PasswordInput, Stack, Text } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useOperatorSignIn } from '../../api/session.ts';
import { Refusal } from '../../parts/controls/error-state.tsx';
import { GatePage } from '../../parts/layout/gate-page.tsx';

/** Those who run the service sign in with a credential of the command line. */
export function OperatorPage(): ReactNode {
  const [credential, setCredential] = useState('');
  const [missing, setMissing] = useState(false);
  const signIn = useOperatorSignIn();
  const navigate = useNavigate();
  const go = (event: FormEvent): void => {
    event.preventDefault();
    const given = credential.trim();
    setMissing(given === '');
    if (given !== '')
      signIn.mutate(given, { onSuccess: () => void navigate('/operations/companies', { replace: true }) });
  };
  return (
    <GatePage
      title="Sign in as an operator"
      description={
        <>
          With a credential of the scope operations. <code>npm run operator -- credential new --help</code> says how to
          make one.
        </>
      }
    >
      <form onSubmit={go} noValidate>
        <Stack gap="md">
          <PasswordInput
            label="Credential"
            value={credential}
            onChange={(event) => setCredential(event.currentTarget.value)}
            error={missing ? 'Paste the credential, name and secret with the dot between them.' : undefined}
            autoComplete="off"
            size="md"
            required
            withAsterisk={false}
          />
          <Refusal error={signIn.error} title="You were not signed in" />
          <Button type="submit" size="md" loading={signIn.isPending}>
            Sign in
          </Button>
        </Stack>
      </form>
      <Text size="sm" c="dimmed">
        Administrators of a company{' '}
        <Anchor component={Link} to="/sign-in" inherit underline="always">
          sign in here
        </Anchor>
        .
      </Text>
    </GatePage>
  );
}
