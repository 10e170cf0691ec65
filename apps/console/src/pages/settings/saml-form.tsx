import { Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { ApiError } from '../../api/client.ts';
import type { SamlInput } from '../../api/company.ts';
import { useConfigureSaml } from '../../api/company.ts';
import type { Company } from '../../api/types.ts';
import { Refusal } from '../../parts/controls/error-state.tsx';
import { CertificateField, FingerprintField, MetadataField } from './certificate-fields.tsx';

type By = 'metadata' | 'certificate' | 'fingerprint';

const WAYS: readonly { readonly value: By; readonly label: string }[] = [
  { value: 'metadata', label: 'Metadata' },
  { value: 'certificate', label: 'Certificate' },
  { value: 'fingerprint', label: 'SHA-1 fingerprint' },
];

/** What the API says of how it understood what was pasted. */
const notesOf = (company: Company | undefined): string => {
  const notes = company !== undefined && 'notes' in company && Array.isArray(company.notes) ? company.notes : [];
  return [...notes.map(String), 'Try to sign in with it.'].join(' ');
};

/** Where the identity provider is, who it is, and how its signature is checked. */
export function SamlForm({ company }: { readonly company: Company }): ReactNode {
  const { saml } = company;
  const configure = useConfigureSaml(company.id);
  const [by, setBy] = useState<By>(
    saml.certificates.length === 0 && saml.fingerprint !== null ? 'fingerprint' : 'certificate',
  );
  const [entryPoint, setEntryPoint] = useState(saml.entryPoint ?? '');
  const [issuer, setIssuer] = useState(saml.issuer ?? '');
  const [metadata, setMetadata] = useState('');
  const [certificate, setCertificate] = useState('');
  const [keep, setKeep] = useState(false);
  const [fingerprint, setFingerprint] = useState(saml.fingerprint ?? '');
  const fields = configure.error instanceof ApiError ? configure.error.fields : new Map<string, string>();
  const inputs: Readonly<Record<By, SamlInput>> = {
    metadata: { metadata: metadata.trim(), keepCertificates: keep },
    certificate: {
      entryPoint: entryPoint.trim(),
      issuer: issuer.trim(),
      certificate: certificate.trim(),
      keepCertificates: keep,
    },
    fingerprint: { entryPoint: entryPoint.trim(), issuer: issuer.trim(), fingerprint: fingerprint.trim() },
  };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    configure.mutate(inputs[by], {
      onSuccess: (saved) => {
        setEntryPoint(saved?.saml.entryPoint ?? entryPoint);
        setIssuer(saved?.saml.issuer ?? issuer);
        setMetadata('');
        setCertificate('');
        setKeep(false);
        notifications.show({ title: 'SAML is saved', message: notesOf(saved) });
      },
    });
  };
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="md">
        {saml.entryPoint !== null && saml.issuer === null && (
          <Text size="sm" c="orange">
            The issuer of your identity provider is not checked, since Luciq did not ask for it when this was set up.
            Give it and save once more.
          </Text>
        )}
        <SegmentedControl
          aria-label="How the signature is checked"
          value={by}
          onChange={(value) => setBy(value)}
          data={[...WAYS]}
        />
        {by !== 'metadata' && (
          <AddressFields entryPoint={[entryPoint, setEntryPoint]} issuer={[issuer, setIssuer]} fields={fields} />
        )}
        {by === 'metadata' && <MetadataField value={metadata} onChange={setMetadata} error={fields.get('metadata')} />}
        {by === 'certificate' && (
          <CertificateField
            saml={saml}
            value={certificate}
            onChange={setCertificate}
            keep={[keep, setKeep]}
            error={fields.get('certificate')}
          />
        )}
        {by === 'fingerprint' && (
          <FingerprintField value={fingerprint} onChange={setFingerprint} error={fields.get('fingerprint')} />
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

interface AddressFieldsProps {
  readonly entryPoint: readonly [string, (value: string) => void];
  readonly issuer: readonly [string, (value: string) => void];
  readonly fields: ReadonlyMap<string, string>;
}

function AddressFields({
  entryPoint: [entryPoint, setEntryPoint],
  issuer: [issuer, setIssuer],
  fields,
}: AddressFieldsProps): ReactNode {
  return (
    <>
      <TextInput
        label="Single sign-on URL of your identity provider"
        description="In Okta: Sign On, SAML 2.0, Sign on URL"
        placeholder="https://example.okta.com/app/…/sso/saml"
        type="url"
        value={entryPoint}
        onChange={(event) => setEntryPoint(event.currentTarget.value)}
        error={fields.get('entryPoint')}
      />
      <TextInput
        label="Issuer of your identity provider"
        description="Also called Entity ID or Identifier; Luciq takes assertions of this issuer alone"
        placeholder="http://www.okta.com/exk…"
        value={issuer}
        onChange={(event) => setIssuer(event.currentTarget.value)}
        error={fields.get('issuer')}
        spellCheck={false}
      />
    </>
  );
}
