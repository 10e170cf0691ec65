import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useSwitchSaml } from '../../api/company.ts';
import type { Company } from '../../api/types.ts';
import { ConfirmDialog } from '../../parts/controls/confirm-dialog.tsx';
import { CopyField } from '../../parts/controls/copy-field.tsx';
import { Refusal } from '../../parts/controls/error-state.tsx';
import { SamlState } from '../../parts/controls/state-badge.tsx';
import { Section } from '../../parts/layout/section.tsx';
import { signInAddress } from '../sign-in/addresses.ts';
import { SamlEncryption } from './saml-encryption.tsx';
import { SamlForm } from './saml-form.tsx';

/** SAML: what Luciq gives to the identity provider, what the identity provider gives to Luciq, and the switch. */
export function SamlSection({
  company,
  mayChange,
}: {
  readonly company: Company;
  readonly mayChange: boolean;
}): ReactNode {
  const { saml } = company;
  return (
    <Section
      title="SAML"
      description="Once enabled, members sign in through your identity provider and no longer by password. SCIM needs it."
      actions={<SamlState state={saml.state} />}
    >
      {saml.state === 'enabled' && saml.elsewhere && saml.entryPoint === null && (
        <Alert variant="light" color="lagoon">
          <Text size="sm">
            Members sign in through SAML at Luciq already. To sign in to this console through it as well, fill in the
            form below.
          </Text>
        </Alert>
      )}
      <div className="settings-columns">
        <Stack gap="md">
          <h3>1. For your identity provider</h3>
          <CopyField label="Single sign-on URL" description="Also called ACS or callback URL" value={saml.sp.acsUrl} />
          <CopyField label="Entity ID" description="Audience URI in Okta" value={saml.sp.entityId} />
          <Text size="sm">
            Name ID format: <strong>EmailAddress</strong>
          </Text>
          <Anchor href={saml.sp.metadataUrl} download={`luciq-${company.id}-metadata.xml`} size="sm">
            <Group gap={6} component="span" display="inline-flex">
              <IconDownload size={16} aria-hidden />
              Download the metadata of Luciq (XML)
            </Group>
          </Anchor>
          <SamlEncryption company={company} mayChange={mayChange} />
        </Stack>
        <Stack gap="md">
          <h3>2. From your identity provider</h3>
          {mayChange ? (
            <SamlForm company={company} />
          ) : (
            <Text size="sm">Only owners choose the identity provider. Ask one of the owners below.</Text>
          )}
        </Stack>
      </div>
      {mayChange && <SamlSwitch company={company} />}
    </Section>
  );
}

function SamlSwitch({ company }: { readonly company: Company }): ReactNode {
  const change = useSwitchSaml(company.id);
  const [disabling, setDisabling] = useState(false);
  const { state, entryPoint } = company.saml;
  if (state === 'off') return null;
  return (
    <Stack gap="sm">
      <h3>3. Try it, then enable it</h3>
      {!disabling && (
        <Refusal error={change.error} title={state === 'enabled' ? 'SAML was not disabled' : 'SAML was not enabled'} />
      )}
      <Group gap="xs">
        {state === 'configured' && (
          <Button loading={change.isPending} onClick={() => change.mutate('enable')}>
            Enable SAML
          </Button>
        )}
        {entryPoint !== null && (
          <Button variant="default" component="a" href={signInAddress(company.id, `/companies/${company.id}/settings`)}>
            Try to sign in
          </Button>
        )}
        {state === 'enabled' && (
          <Button variant="subtle" color="red" onClick={() => setDisabling(true)}>
            Disable SAML
          </Button>
        )}
      </Group>
      <ConfirmDialog
        opened={disabling}
        onClose={() => setDisabling(false)}
        title="Disable SAML?"
        action="Disable SAML"
        danger
        pending={change.isPending}
        error={change.error}
        onConfirm={() => change.mutate('disable', { onSuccess: () => setDisabling(false) })}
      >
        <Text>
          Members no longer sign in through your identity provider, and what you configured is forgotten. SCIM must be
          off first.
        </Text>
      </ConfirmDialog>
    </Stack>
  );
}
