import { MAX_PASTED_LENGTH } from '@luciq/access';
import { MAX_ISSUER_LENGTH } from '@luciq/domain';
import { AddressText, Flag, Text } from '../validation/fields.ts';

/** Where the identity provider is, who it is, and how its assertions are known: by its certificate, or by the fingerprint of it. Its metadata says all of that. */
export class SamlBody {
  @AddressText({
    about: 'Where members are sent to sign in: the single sign-on URL of the identity provider. Metadata says it, too.',
    say: 'Give the single sign-on URL of your identity provider, which begins with https://.',
    optional: true,
  })
  readonly entryPoint?: string;

  @Text({
    about: 'Entity ID of the identity provider, which assertions name as their issuer. Metadata says it, too.',
    say: `Give the Entity ID or Issuer of your identity provider, at most ${MAX_ISSUER_LENGTH} characters.`,
    max: MAX_ISSUER_LENGTH,
    optional: true,
    nullable: true,
  })
  readonly issuer?: string | null;

  @Text({
    about: 'X.509 certificate of the identity provider, as PEM or the Base64 in it; a chain; several for a roll-over; or its metadata.',
    say: 'Give the X.509 certificate as your identity provider lets you download it, or leave it out and give its fingerprint.',
    max: MAX_PASTED_LENGTH,
    optional: true,
    nullable: true,
  })
  readonly certificate?: string | null;

  @Text({
    about: 'SHA-1 fingerprint of that certificate, in place of the certificate.',
    say: 'Give the SHA-1 fingerprint: 40 hexadecimal digits, with or without colons. Or leave it out and give the certificate.',
    optional: true,
    nullable: true,
  })
  readonly fingerprint?: string | null;

  @Text({
    about: 'SAML metadata of the identity provider (XML), in place of all of the above.',
    say: 'Paste the metadata that your identity provider lets you download, or leave it out.',
    max: MAX_PASTED_LENGTH,
    optional: true,
    nullable: true,
  })
  readonly metadata?: string | null;

  @Flag({
    about: 'True to keep the certificates that are there beside the new ones, while the identity provider changes from one to the other.',
    say: 'Say true to keep the certificates that are there, or leave it out.',
    optional: true,
  })
  readonly keepCertificates?: boolean;
}
