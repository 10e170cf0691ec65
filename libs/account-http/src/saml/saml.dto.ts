import { MAX_PASTED_LENGTH } from '@luciq/access';
import { MAX_ENTRY_POINT_LENGTH, MAX_ISSUER_LENGTH } from '@luciq/domain';
import { BooleanField, StringField } from '../validation/fields.ts';

/** Where the identity provider is, who it is, and how its assertions are known: by its certificate, or by the fingerprint of it. Its metadata says all of that. */
export class SamlBody {
  @StringField({
    description:
      'Where members are sent to sign in: the single sign-on URL of the identity provider. Metadata says it, too.',
    message: 'Give the single sign-on URL of your identity provider, which begins with https://.',
    maxLength: MAX_ENTRY_POINT_LENGTH,
    optional: true,
  })
  readonly entryPoint?: string;

  @StringField({
    description: 'Entity ID of the identity provider, which assertions name as their issuer. Metadata says it, too.',
    message: `Give the Entity ID or Issuer of your identity provider, at most ${MAX_ISSUER_LENGTH} characters.`,
    maxLength: MAX_ISSUER_LENGTH,
    optional: true,
    nullable: true,
  })
  readonly issuer?: string | null;

  @StringField({
    description:
      'X.509 certificate of the identity provider, as PEM or the Base64 in it; a chain; several for a roll-over; or its metadata.',
    message:
      'Give the X.509 certificate as your identity provider lets you download it, or leave it out and give its fingerprint.',
    maxLength: MAX_PASTED_LENGTH,
    optional: true,
    nullable: true,
  })
  readonly certificate?: string | null;

  @StringField({
    description: 'SHA-1 fingerprint of that certificate, in place of the certificate.',
    message:
      'Give the SHA-1 fingerprint: 40 hexadecimal digits, with or without colons. Or leave it out and give the certificate.',
    optional: true,
    nullable: true,
  })
  readonly fingerprint?: string | null;

  @StringField({
    description: 'SAML metadata of the identity provider (XML), in place of all of the above.',
    message: 'Paste the metadata that your identity provider lets you download, or leave it out.',
    maxLength: MAX_PASTED_LENGTH,
    optional: true,
    nullable: true,
  })
  readonly metadata?: string | null;

  @BooleanField({
    description:
      'True to keep the certificates that are there beside the new ones, while the identity provider changes from one to the other.',
    message: 'Say true to keep the certificates that are there, or leave it out.',
    optional: true,
  })
  readonly keepCertificates?: boolean;
}
