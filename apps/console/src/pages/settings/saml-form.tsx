import { Button, FileButton, Group, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { ApiError } from '../../api/client.ts';
import { useConfigureSaml } from '../../api/company.ts';
import type { Company } from '../../api/types.ts';
import { Refusal } from '../../parts/error-state.tsx';
import { dayOf } from '../../parts/times.ts';
import { pemOf } from './pem.ts';

/** Where the identity provider is, and how its signature is checked. */
export function SamlForm({ company }: { readonly company: Company }): ReactNode {
  const { saml } = company;
  const configure = useConfigureSaml(company.id);
  const [entryPoint, setEntryPoint] = useState(saml.entryPoint ?? '');
  const [by, setBy] = useState<'certificate' | 'fingerprint'>(saml.certificate === null && saml.fingerprint !== null ? 'fingerprint' : 'certificate');
  const [certificate, setCertificate] = useState('');
  const [fingerprint, setFingerprint] = useState(saml.certificate === null ? (saml.fingerprint ?? '') : '');
  const fields = configure.error instanceof ApiError ? configure.error.fields : new Map<string, string>();
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const key = by === 'certificate' ? { certificate: certificate.trim() } : { fingerprint: fingerprint.trim() };
    configure.mutate(
      { entryPoint: entryPoint.trim(), ...key },
      {
        onSuccess: () => {
          setCertificate('');
          notifications.show({ title: 'SAML is saved', message: 'Try to sign in with it.' });
        },
      },
    );
  };
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="md">
        <TextInput
          label="Single sign-on URL of your identity provider"
          description="In Okta: Sign On, SAML 2.0, Sign on URL"
          placeholder="https://example.okta.com/app/…/sso/saml"
          type="url"
          value={entryPoint}
          onChange={(event) => setEntryPoint(event.currentTarget.value)}
          error={fields.get('entryPoint')}
        />
        <SegmentedControl
          aria-label="How the signature is checked"
          value={by}
          onChange={(value) => setBy(value === 'fingerprint' ? 'fingerprint' : 'certificate')}
          data={[
            { value: 'certificate', label: 'Certificate' },
            { value: 'fingerprint', label: 'SHA-1 fingerprint' },
          ]}
        />
        {by === 'certificate' ? (
          <CertificateField saml={saml} value={certificate} onChange={setCertificate} error={fields.get('certificate')} />
        ) : (
          <TextInput
            label="SHA-1 fingerprint"
            description="40 hexadecimal digits; colons and spaces do not matter"
            value={fingerprint}
            onChange={(event) => setFingerprint(event.currentTarget.value)}
            error={fields.get('fingerprint')}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            spellCheck={false}
          />
        )}
        <Refusal error={configure.error} title="SAML was not saved" />
        <Group>
          <Button type="submit" variant={saml.state === 'off' ? 'filled' : 'default'} loading={configure.isPending}>
            Save SAML
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface CertificateFieldProps {
  readonly saml: Company['saml'];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
}

function CertificateField({ saml, value, onChange, error }: CertificateFieldProps): ReactNode {
  const read = async (file: File | null): Promise<void> => {
    if (file !== null) onChange(pemOf(new Uint8Array(await file.arrayBuffer())));
  };
  return (
    <Stack gap={6}>
      {saml.certificate !== null && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {`Kept now: a certificate valid until ${dayOf(saml.certificate.notAfter)}, SHA-1 ${saml.certificate.fingerprint}. Paste another to replace it.`}
        </Text>
      )}
      <Textarea
        label="X.509 certificate"
        description="Of the key with which your identity provider signs: PEM, as it is downloaded"
        placeholder="-----BEGIN CERTIFICATE-----"
        autosize
        minRows={4}
        maxRows={10}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.75rem' } }}
      />
      <FileButton onChange={(file) => void read(file)} accept=".pem,.cer,.crt,.cert,.der">
        {(props) => (
          <Button {...props} variant="subtle" size="xs" style={{ alignSelf: 'flex-start' }}>
            Choose a file
          </Button>
        )}
      </FileButton>
    </Stack>
  );
}
