import { Button, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSamlEncryption } from '../../api/company.ts';
import type { Company } from '../../api/types.ts';
import { Refusal } from '../../parts/controls/error-state.tsx';
import { dayOf } from '../../parts/text/format-time.ts';

/** Whether the identity provider may encrypt assertions, for the few that send nothing else. */
export function SamlEncryption({
  company,
  mayChange,
}: {
  readonly company: Company;
  readonly mayChange: boolean;
}): ReactNode {
  const change = useSamlEncryption(company.id);
  const { encryption, canEncrypt } = company.saml;
  if (encryption === null && !(canEncrypt && mayChange)) return null;
  return (
    <Stack gap={6}>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {encryption === null
          ? 'Only if your identity provider has to encrypt assertions: offer it a certificate in the metadata. AD FS then encrypts by itself.'
          : `Encryption certificate in the metadata: valid until ${dayOf(encryption.notAfter)}, SHA-1 ${encryption.fingerprint}. Choose AES-GCM, or sign the response as well.`}
      </Text>
      {mayChange && (
        <Button
          variant="subtle"
          size="xs"
          color={encryption === null ? undefined : 'red'}
          style={{ alignSelf: 'flex-start' }}
          loading={change.isPending}
          onClick={() => change.mutate(encryption === null ? 'POST' : 'DELETE')}
        >
          {encryption === null ? 'Offer an encryption certificate' : 'Stop offering it'}
        </Button>
      )}
      <Refusal error={change.error} title="Encryption was not changed" />
    </Stack>
  );
}
