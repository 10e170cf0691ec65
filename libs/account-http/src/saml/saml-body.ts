import type { ReadCertificate } from '@luciq/access';
import { looksLikeXml, readCertificate, readIdpMetadata, readPastedCertificates } from '@luciq/access';
import type { CompanyRefusal } from '@luciq/domain';
import type { SamlSettings } from '@luciq/events';
import type { SamlBody } from './saml.dto.ts';

/** The settings that a body says, and sentences that tell how it was understood. */
export type SamlBodyReading =
  | { readonly kind: 'read'; readonly settings: SamlSettings; readonly notes: readonly string[] }
  | { readonly kind: 'refused'; readonly refusal: CompanyRefusal };

const refused = (
  kind: 'certificate-not-read' | 'certificate-weak' | 'private-key-given' | 'metadata-not-read',
): SamlBodyReading => ({ kind: 'refused', refusal: { kind } });

/** What was left empty in a form was not given. */
const filledIn = (text: string | null | undefined): string | null =>
  text === undefined || text === null || text.trim() === '' ? null : text;

/** Reads what people paste: certificates in the forms in which they have them, or metadata, which says everything. */
export function readSamlBody(body: SamlBody, present: SamlSettings | null): SamlBodyReading {
  const certificate = filledIn(body.certificate);
  const metadata = filledIn(body.metadata) ?? (certificate !== null && looksLikeXml(certificate) ? certificate : null);
  if (metadata !== null) return fromMetadata(metadata, keptOf(body, present));
  const settings = {
    entryPoint: body.entryPoint ?? '',
    issuer: filledIn(body.issuer),
    certificates: [],
    fingerprint: filledIn(body.fingerprint),
  };
  return certificate === null
    ? { kind: 'read', settings, notes: [] }
    : withCertificates(settings, certificate, keptOf(body, present));
}

const keptOf = ({ keepCertificates = false }: SamlBody, present: SamlSettings | null): readonly string[] =>
  keepCertificates ? (present?.certificates ?? []) : [];

function fromMetadata(metadata: string, kept: readonly string[]): SamlBodyReading {
  if (/PRIVATE KEY-----/.test(metadata)) return refused('private-key-given');
  const read = readIdpMetadata(metadata);
  if (read.kind === 'not-read') return refused('metadata-not-read');
  const certificates = read.certificates.map(readCertificate).filter((certificate) => certificate.kind === 'read');
  if (certificates.length < read.certificates.length) return refused('metadata-not-read');
  const settings = { entryPoint: read.entryPoint, issuer: read.issuer, certificates: [], fingerprint: null };
  return withRead(settings, certificates, {
    kept,
    notes: ['Sign-on URL, issuer and certificates are those of the metadata.'],
  });
}

function withCertificates(settings: SamlSettings, pasted: string, kept: readonly string[]): SamlBodyReading {
  const read = readPastedCertificates(pasted);
  if (read.kind === 'private-key') return refused('private-key-given');
  if (read.kind === 'not-read') return refused('certificate-not-read');
  const names = read.certificates.map(({ subject }) => subject).join(', ');
  const chain =
    read.issuers === 0
      ? []
      : [
          `Of a chain of ${read.issuers + read.certificates.length} certificates the one that signs was kept: ${names}.`,
        ];
  return withRead(settings, read.certificates, { kept, notes: chain });
}

function withRead(
  settings: SamlSettings,
  read: readonly ReadCertificate[],
  { kept, notes }: { readonly kept: readonly string[]; readonly notes: readonly string[] },
): SamlBodyReading {
  if (read.some(({ strength }) => strength !== 'good')) return refused('certificate-weak');
  const certificates = [...new Set([...kept, ...read.map(({ pem }) => pem)])];
  const several =
    certificates.length === 1
      ? []
      : [`${certificates.length} certificates are kept; an assertion may be signed with any of them.`];
  return { kind: 'read', settings: { ...settings, certificates }, notes: [...notes, ...several] };
}
