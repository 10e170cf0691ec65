import { MAX_CERTIFICATE_LENGTH } from '@luciq/domain';
import { AddressText, Text } from './fields.ts';

/** How assertions of the identity provider are known: by its certificate, or by the fingerprint of it. */
export class SamlBody {
  @AddressText({
    about: 'Where members are sent to sign in: the single sign-on URL of the identity provider.',
    say: 'Give the single sign-on URL of your identity provider, which begins with https://.',
  })
  readonly entryPoint!: string;

  @Text({
    about: 'X.509 certificate of the identity provider, as PEM or the Base64 in it.',
    say: 'Give the X.509 certificate as your identity provider lets you download it, or leave it out and give its fingerprint.',
    max: MAX_CERTIFICATE_LENGTH,
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
}
