import { Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { useSetupLink } from '../../api/session.ts';
import { Refusal } from '../../parts/controls/error-state.tsx';
import { GatePage } from '../../parts/layout/gate-page.tsx';

/**
 * Where a set-up link leads. What it carries stands behind the `#`, which browsers keep to themselves, and is used up only when a person
 * presses the button: programs that try links in mails do not use it up.
 */
export function SetupPage(): ReactNode {
  const { hash } = useLocation();
  const [link] = useState(() => decodeURIComponent(hash.slice(1)));
  const navigate = useNavigate();
  const open = useSetupLink();
  if (link === '') {
    return (
      <GatePage
        title="The set-up link is incomplete"
        description="The part behind the # is missing. Copy the whole link, from https to its last character, into the address bar."
      >
        <Button component={Link} to="/sign-in" variant="default">
          Sign in instead
        </Button>
      </GatePage>
    );
  }
  const begin = (): void =>
    open.mutate(link, {
      onSuccess: ({ company }) => void navigate(company === null ? '/' : `/companies/${company.id}`, { replace: true }),
    });
  return (
    <GatePage
      title="Set up provisioning"
      description="This link opens the set-up of one company: SAML, the token for Okta, and SCIM itself."
    >
      <Text size="sm">
        It works once. After you begin, this browser may go on for an hour, and the link is used up.
      </Text>
      <Refusal error={open.error} title="The set-up was not opened" />
      <Button size="md" loading={open.isPending} onClick={begin}>
        Begin the set-up
      </Button>
    </GatePage>
  );
}
