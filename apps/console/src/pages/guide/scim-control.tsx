import { Button, Group, Text } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useSwitchScim } from '../../api/company.ts';
import type { Company } from '../../api/types.ts';
import { ConfirmDialog } from '../../parts/controls/confirm-dialog.tsx';
import { Refusal } from '../../parts/controls/error-state.tsx';
import { SamlState, ScimState } from '../../parts/controls/state-badge.tsx';

/** How SAML and SCIM stand, and what can be done with SCIM as a whole. */
export function ScimControl({ company }: { readonly company: Company }): ReactNode {
  const change = useSwitchScim(company.id);
  const [turningOff, setTurningOff] = useState(false);
  const { state } = company.scim;
  return (
    <div className="scim-control">
      <dl className="scim-facts">
        <Fact label="SAML">
          <SamlState state={company.saml.state} />
        </Fact>
        <Fact label="SCIM">
          <ScimState state={state} />
        </Fact>
        <Fact label="Live tokens">{company.liveTokens}</Fact>
        <Fact label="Members">{company.memberCount.toLocaleString()}</Fact>
      </dl>
      {state !== 'off' && (
        <Group gap="xs">
          <Button
            variant="default"
            loading={change.isPending && !turningOff}
            leftSection={
              state === 'paused' ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />
            }
            onClick={() => change.mutate(state === 'paused' ? 'resume' : 'pause')}
          >
            {state === 'paused' ? 'Resume provisioning' : 'Pause provisioning'}
          </Button>
          <Button variant="subtle" color="red" onClick={() => setTurningOff(true)}>
            Turn SCIM off
          </Button>
        </Group>
      )}
      {!turningOff && <Refusal error={change.error} />}
      <ConfirmDialog
        opened={turningOff}
        onClose={() => setTurningOff(false)}
        title="Turn SCIM off?"
        action="Turn SCIM off"
        danger
        pending={change.isPending}
        error={change.error}
        onConfirm={() => change.mutate('disable', { onSuccess: () => setTurningOff(false) })}
      >
        <Text>
          Okta’s calls are refused from then on, and every token is revoked. Members and groups stay as they are. To
          turn it on again you enable SCIM and put a new token into Okta. To hold changes back for a while, pause
          instead.
        </Text>
      </ConfirmDialog>
    </div>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
