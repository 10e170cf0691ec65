import type { Entries, StoredBody } from './entry.ts';

/** How the company's identity provider is reached and known. */
export interface SamlSettings {
  /** Where members are sent to sign in. */
  readonly entryPoint: string;
  /** Entity ID of the provider, which assertions have to name; null where the company was configured before it was asked for. */
  readonly issuer: string | null;
  /** PEM of what the provider signs with, several while one takes the place of another; none where the fingerprint stands for it. */
  readonly certificates: readonly string[];
  /** SHA-1 of the certificate, 40 hexadecimal digits in lower case; null where the certificate itself was given. */
  readonly fingerprint: string | null;
}

/** The company said how its identity provider is reached, in place of what it said before. */
export interface SamlConfigured {
  readonly type: 'SamlConfigured';
  readonly data: SamlSettings;
}

/** A key pair for which the company's identity provider may encrypt assertions. */
export interface SamlEncryption {
  /** PEM, for the identity provider. */
  readonly certificate: string;
  /** The private key, encrypted with the key of the environment. */
  readonly sealedKey: string;
}

/** The company offers its identity provider a certificate to encrypt assertions with. */
export interface SamlEncryptionOffered {
  readonly type: 'SamlEncryptionOffered';
  readonly data: SamlEncryption;
}

/** The company offers it no longer: what was encrypted with it is not read any more. */
export interface SamlEncryptionWithdrawn {
  readonly type: 'SamlEncryptionWithdrawn';
  readonly data: Readonly<Record<never, never>>;
}

/** Members sign in through the company's identity provider. */
export interface SamlEnabled {
  readonly type: 'SamlEnabled';
  readonly data: Readonly<Record<never, never>>;
}

/** Members no longer sign in through the company's identity provider. */
export interface SamlDisabled {
  readonly type: 'SamlDisabled';
  readonly data: Readonly<Record<never, never>>;
}

/** Every event of a company stream that is about SAML. */
export type SamlEvent = SamlConfigured | SamlEncryptionOffered | SamlEncryptionWithdrawn | SamlEnabled | SamlDisabled;

/** Version 1 of SamlConfigured knew one certificate and no issuer. */
function severalCertificates({ data }: StoredBody): StoredBody {
  const { entryPoint, certificate, fingerprint } = data as {
    readonly entryPoint: string;
    readonly certificate: string | null;
    readonly fingerprint: string | null;
  };
  return { data: { entryPoint, issuer: null, certificates: certificate === null ? [] : [certificate], fingerprint } };
}

/** Every event type of a company stream that is about SAML. */
export const samlEvents = {
  SamlConfigured: {
    visibility: 'internal',
    title: 'SAML configured',
    effect: 'changes',
    meaning: "The address, issuer and certificates of the company's identity provider were set.",
    upcasters: [severalCertificates],
  },
  SamlEncryptionOffered: {
    visibility: 'internal',
    title: 'SAML encryption offered',
    effect: 'begins',
    meaning: 'The identity provider may encrypt assertions for this certificate of the company.',
  },
  SamlEncryptionWithdrawn: {
    visibility: 'internal',
    title: 'SAML encryption withdrawn',
    effect: 'ends',
    meaning: 'The certificate for encrypted assertions was withdrawn.',
  },
  SamlEnabled: {
    visibility: 'published',
    title: 'SAML enabled',
    effect: 'begins',
    meaning: 'Users sign in through the identity provider.',
  },
  SamlDisabled: {
    visibility: 'published',
    title: 'SAML disabled',
    effect: 'ends',
    meaning: 'Users no longer sign in through the identity provider.',
  },
} as const satisfies Entries<SamlEvent>;
