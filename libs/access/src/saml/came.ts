import { createHash } from 'node:crypto';
import { readResponse } from './document.ts';
import { MAX_NAME_ID_LENGTH } from './types.ts';

/** Longest value of a response that is kept for an administrator, in characters. */
export const MAX_CAME_LENGTH = MAX_NAME_ID_LENGTH;

/**
 * What a response says of itself, as text, for an administrator to compare with what was expected. Nothing of it was verified: anybody can send it. Null is what it
 * does not say, or says only in what is encrypted.
 */
export interface SamlCame {
  readonly nameId: string | null;
  readonly issuer: string | null;
  readonly audience: string | null;
  readonly destination: string | null;
  /** SHA-1 of the first certificate that came with a signature, 40 hexadecimal digits. */
  readonly fingerprint: string | null;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const NOTHING: SamlCame = { nameId: null, issuer: null, audience: null, destination: null, fingerprint: null };

const CERTIFICATE = /<(?:[\w.-]{1,64}:)?X509Certificate\s*>([A-Za-z0-9+/=\s]*)</;
const DESTINATION = /^<[^>]*?\sDestination\s*=\s*(?:"([^"]*)"|'([^']*)')/;

/** The text of the first element of a local name. */
const NAME_ID = /<(?:[\w.-]{1,64}:)?NameID(?:\s[^>]*)?>([^<]*)</;
const ISSUER = /<(?:[\w.-]{1,64}:)?Issuer(?:\s[^>]*)?>([^<]*)</;
const AUDIENCE = /<(?:[\w.-]{1,64}:)?Audience(?:\s[^>]*)?>([^<]*)</;

function plain(text: string | undefined): string | null {
  const value = text?.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '').trim() ?? '';
  return value === '' ? null : value.slice(0, MAX_CAME_LENGTH);
}

/** Reads it by its tags alone, in one pass for each value: a stranger's answer costs no more than that. */
export function cameWith(samlResponse: string): SamlCame {
  const read = readResponse(samlResponse);
  if (read.kind === 'refused') return NOTHING;
  const { xml } = read;
  const destination = DESTINATION.exec(xml);
  const certificate = CERTIFICATE.exec(xml)?.[1];
  return {
    nameId: plain(NAME_ID.exec(xml)?.[1]),
    issuer: plain(ISSUER.exec(xml)?.[1]),
    audience: plain(AUDIENCE.exec(xml)?.[1]),
    destination: plain(destination?.[1] ?? destination?.[2]),
    fingerprint:
      certificate === undefined ? null : createHash('sha1').update(Buffer.from(certificate, 'base64')).digest('hex'),
  };
}
