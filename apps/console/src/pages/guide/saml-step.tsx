import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useSwitchSaml } from '../../api/company.ts';
import type { Company } from '../../api/types.ts';
import { Refusal } from '../../parts/controls/error-state.tsx';

/** SCIM needs SAML: members that come from Okta sign in through it. */
export function SamlStep({ company }: { readonly company: Company }): ReactNode {
  const { state, elsewhere } = company.saml;
  const enable = useSwitchSaml(company.id);
  const settings = `/companies/${company.id}/settings`;
  return (
    <Stack gap="sm">
      {state === 'off' && (
        <Text>
          Members who come from Okta sign in through it, so SAML comes first. Give Luciq your identity provider’s
          address and its certificate.
        </Text>
      )}
      {state === 'configured' && (
        <Text>
          SAML is configured and not enabled yet. Try to sign in once, then enable it: from then on members sign in
          through your identity provider and no longer by password.
        </Text>
      )}
      {state === 'enabled' && (
        <Text>
          {elsewhere
            ? 'SAML is enabled: your members sign in through it at Luciq already.'
            : 'SAML is enabled. Members sign in through your identity provider.'}
        </Text>
      )}
      <Refusal error={enable.error} title="SAML was not enabled" />
      <Group gap="xs">
        {state === 'configured' && (
          <Button loading={enable.isPending} onClick={() => enable.mutate('enable')}>
            Enable SAML
          </Button>
        )}
        <Button component={Link} to={settings} variant={state === 'off' ? 'filled' : 'default'}>
          {state === 'off' ? 'Configure SAML' : 'SAML settings'}
        </Button>
      </Group>
    </Stack>
  );
}
