import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { counted } from '@luciq/events';
import { useIssueToken, useTokens } from '../../api/tokens.ts';
import type { Company, IssuedToken, Token } from '../../api/types.ts';
import { CopyField } from '../../parts/controls/copy-field.tsx';
import { Refusal } from '../../parts/controls/error-state.tsx';

interface ValuesStepProps {
  readonly company: Company;
  readonly issued: IssuedToken | null;
  readonly onIssued: (token: IssuedToken | null) => void;
}

/** What goes into which field of Okta. */
export function ValuesStep({ company, issued, onIssued }: ValuesStepProps): ReactNode {
  return (
    <Stack gap="md">
      <Text>
        In Okta, open the tab <strong>Provisioning</strong> of the Luciq application, choose <strong>Edit</strong>, and
        fill its fields in this order. Do not save there yet: SCIM must be enabled here first.
      </Text>
      <div className="okta-fields-head" aria-hidden>
        <span>Field in Okta</span>
        <span>What goes into it</span>
      </div>
      <ol className="okta-fields" aria-label="Fields in Okta">
        <OktaField name="SCIM connector base URL">
          <CopyField label="SCIM basic URL" value={company.scim.baseUrl} />
        </OktaField>
        <OktaField name="Unique identifier field for users">
          <CopyField label="Unique identifier" value="email" />
        </OktaField>
        <OktaField name="Supported provisioning actions">
          <Text size="sm">
            Tick <strong>Push New Users</strong> and <strong>Push Profile Updates</strong>; <strong>Push Groups</strong>{' '}
            as well if roles or applications are to follow from groups.
          </Text>
        </OktaField>
        <OktaField name="Authentication Mode">
          <Text size="sm">
            Choose <strong>HTTP Header</strong>.
          </Text>
        </OktaField>
        <OktaField name="Authorization">
          <TokenField company={company} issued={issued} onIssued={onIssued} />
        </OktaField>
      </ol>
    </Stack>
  );
}

function OktaField({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <li>
      <Text fw={600}>{name}</Text>
      <div>{children}</div>
    </li>
  );
}

function liveSentence(live: readonly Token[]): string {
  if (live.length === 0) return 'No token is alive yet. A new one is shown once, here.';
  const count = counted(live.length, 'token is', 'tokens are');
  return `${count} alive, ending in ${live.map(({ lastFour }) => lastFour).join(', ')}. What Okta has goes on working; a token’s text is never shown again.`;
}

function TokenField({ company, issued, onIssued }: ValuesStepProps): ReactNode {
  const issue = useIssueToken(company.id);
  const tokens = useTokens(company.id);
  const live = (tokens.data?.tokens ?? []).filter(({ expired }) => !expired);
  if (issued !== null) {
    return (
      <Stack gap="xs">
        <CopyField label="Authentication Token" value={issued.token} />
        <Alert variant="light" color="yellow" role="status" p="xs">
          <Text size="sm">
            This token is shown only now, and not again. Put it into Okta before you leave this page; if it is lost,
            issue another.
          </Text>
        </Alert>
      </Stack>
    );
  }
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm">{liveSentence(live)}</Text>
      <Refusal error={issue.error} title="No token was issued" />
      <Group gap="xs">
        <Button
          variant={live.length === 0 ? 'filled' : 'default'}
          loading={issue.isPending}
          onClick={() => issue.mutate({ label: 'Okta' }, { onSuccess: onIssued })}
        >
          {live.length === 0 ? 'Issue a token' : 'Issue another token'}
        </Button>
        <Button component={Link} to={`/companies/${company.id}/tokens`} variant="subtle">
          All tokens
        </Button>
      </Group>
    </Stack>
  );
}
