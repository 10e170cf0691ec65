import { Button, Group, NumberInput, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useIssueSetupLink } from '../../api/sessions.ts';
import type { Company } from '../../api/types.ts';
import { CopyField } from '../../parts/controls/copy-field.tsx';
import { Refusal } from '../../parts/controls/error-state.tsx';
import { Section } from '../../parts/layout/section.tsx';
import { TimeText } from '../../parts/text/time-text.tsx';
import { SetupLinkList } from './setup-link-list.tsx';

/** A set-up link lives so many hours at most. */
export const MAX_SETUP_LINK_HOURS = 168;
const DEFAULT_HOURS = 24;

/** A link for someone who sets the company up and cannot sign in yet. */
export function SetupLinkSection({ company }: { readonly company: Company }): ReactNode {
  const issue = useIssueSetupLink(company.id);
  const [hours, setHours] = useState<number>(DEFAULT_HOURS);
  return (
    <Section
      title="Set-up link"
      description="For anyone who sets up SAML and SCIM and cannot sign in yet. It works once, and only for this company."
    >
      <Stack gap="sm" maw={640}>
        <Group align="flex-end" gap="sm">
          <NumberInput
            label="Valid for hours"
            w={140}
            min={1}
            max={MAX_SETUP_LINK_HOURS}
            clampBehavior="strict"
            value={hours}
            onChange={(value) => setHours(typeof value === 'number' ? value : DEFAULT_HOURS)}
          />
          <Button variant="default" loading={issue.isPending} onClick={() => issue.mutate(hours)}>
            Issue a set-up link
          </Button>
        </Group>
        <Refusal error={issue.error} title="No link was issued" />
        {issue.data !== undefined && (
          <>
            <CopyField
              label="Set-up link"
              description="Shown only now. Send it to one person, by a way that only they read."
              value={issue.data.link}
            />
            <Text size="sm" c="dimmed" role="status">
              Valid until <TimeText time={issue.data.expiresAt} />.
            </Text>
          </>
        )}
      </Stack>
      <SetupLinkList companyId={company.id} />
    </Section>
  );
}
