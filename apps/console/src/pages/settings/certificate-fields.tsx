import { Button, Checkbox, FileButton, Stack, Text, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Company } from '../../api/types.ts';
import { dayOf } from '../../parts/text/format-time.ts';
import { pemOf } from './pem.ts';

interface PastedProps {
  readonly label: string;
  readonly description: string;
  readonly placeholder: string;
  readonly accept: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
}

/** Text that is pasted, or read from a file. */
function Pasted({ accept, onChange, ...rest }: PastedProps): ReactNode {
  const read = async (file: File | null): Promise<void> => {
    if (file !== null) onChange(pemOf(new Uint8Array(await file.arrayBuffer())));
  };
  return (
    <>
      <Textarea
        {...rest}
        autosize
        minRows={4}
        maxRows={10}
        onChange={(event) => onChange(event.currentTarget.value)}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.75rem' } }}
      />
      <FileButton onChange={(file) => void read(file)} accept={accept}>
        {(props) => (
          <Button {...props} variant="subtle" size="xs" style={{ alignSelf: 'flex-start' }}>
            Choose a file
          </Button>
        )}
      </FileButton>
    </>
  );
}

type FieldProps = Pick<PastedProps, 'value' | 'onChange' | 'error'>;

/** The metadata of the identity provider, which says all that Luciq needs. */
export function MetadataField(props: FieldProps): ReactNode {
  return (
    <Stack gap={6}>
      <Pasted
        {...props}
        label="Metadata of your identity provider"
        description="XML, as it is downloaded: Luciq takes its sign-on URL, issuer and certificates"
        placeholder="<EntityDescriptor …>"
        accept=".xml"
      />
    </Stack>
  );
}

interface CertificateFieldProps extends FieldProps {
  readonly saml: Company['saml'];
  readonly keep: readonly [boolean, (keep: boolean) => void];
}

/** The certificate with whose key the identity provider signs; several while one takes the place of another. */
export function CertificateField({ saml, keep: [keep, setKeep], ...props }: CertificateFieldProps): ReactNode {
  return (
    <Stack gap={6}>
      {saml.certificates.map(({ fingerprint, notAfter, subject, weak }) => (
        <Text key={fingerprint} size="sm" style={{ overflowWrap: 'anywhere' }}>
          {`Kept now: ${subject}, valid until ${dayOf(notAfter)}, SHA-1 ${fingerprint}. Paste another to replace it.`}
          {weak && ' Its key is weak: let your identity provider make a new one.'}
        </Text>
      ))}
      <Pasted
        {...props}
        label="X.509 certificate"
        description="Of the key with which your identity provider signs: PEM, as it is downloaded"
        placeholder="-----BEGIN CERTIFICATE-----"
        accept=".pem,.cer,.crt,.cert,.der,.txt"
      />
      {saml.certificates.length > 0 && (
        <Checkbox
          label="Keep the present certificate, too"
          description="While your identity provider changes from one to the other, either is taken"
          checked={keep}
          onChange={(event) => setKeep(event.currentTarget.checked)}
        />
      )}
    </Stack>
  );
}

/** The fingerprint of the certificate, in place of the certificate. */
export function FingerprintField({ value, onChange, error }: FieldProps): ReactNode {
  return (
    <TextInput
      label="SHA-1 fingerprint"
      description="40 hexadecimal digits; colons and spaces do not matter"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      spellCheck={false}
    />
  );
}
