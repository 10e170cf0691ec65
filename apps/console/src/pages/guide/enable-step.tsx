import { Button, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSwitchScim } from '../../api/company.ts';
import type { Company } from '../../api/types.ts';
import { Refusal } from '../../parts/controls/error-state.tsx';

/** The button Enable. It is never greyed out: anyone who presses it too early reads what to do first. */
export function EnableStep({ company }: { readonly company: Company }): ReactNode {
  const enable = useSwitchScim(company.id);
  const off = company.scim.state === 'off';
  return (
    <Stack gap="sm" align="flex-start">
      <Text>
        {off
          ? 'Okta’s calls are refused until SCIM is enabled. Enable it now, before you save the settings in Okta.'
          : 'SCIM is enabled: Okta’s calls are answered. Pause it or turn it off at the top of this page.'}
      </Text>
      <Refusal error={enable.error} title="SCIM was not enabled" />
      {off && (
        <Button loading={enable.isPending} onClick={() => enable.mutate('enable')}>
          Enable SCIM
        </Button>
      )}
    </Stack>
  );
}
