import { randomBytes, timingSafeEqual } from 'node:crypto';
import { WrongSetting } from '@luciq/settings';
import { digestOf } from './token.ts';

/** What a credential may be used for: companies and what belongs to them, or the operation of the service. */
export const SCOPES = ['companies', 'operations'] as const;

/** One of SCOPES. */
export type Scope = (typeof SCOPES)[number];

/** Most characters of a credential that are looked at. */
export const MAX_CREDENTIAL_LENGTH = 512;

/** A credential of an operator or a service, without its secret. */
export interface Credential {
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** SHA-256 of the secret, in hexadecimal. */
  readonly digest: string;
}

/** Credentials by name. */
export type Credentials = ReadonlyMap<string, Credential>;

/** As whom an operator's session is known: by name and secret, so that it ends when either is taken away. */
export const operatorSubject = ({ name, digest }: Credential): string => `${name}:${digest}`;

/** The credential that an operator's session was opened with, as long as it is good. */
export function credentialOf(credentials: Credentials, subject: string): Credential | null {
  const credential = credentials.get(subject.split(':', 1)[0] ?? '');
  return credential && operatorSubject(credential) === subject ? credential : null;
}

/** What a set-up link keeps of the credential that it was issued with: neither name nor digest can be read from it. */
export const credentialMark = (credential: Credential): string => digestOf(operatorSubject(credential)).toString('hex');

/** True while the credential of that mark is good: with its name and its secret. */
export const trustedCredential = (credentials: Credentials, mark: string): boolean =>
  [...credentials.values()].some((credential) => credentialMark(credential) === mark);

/** Form of a credential's name: neither a dot nor a colon, which part it from what follows. */
export const CREDENTIAL_NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

const ENTRY = /^([a-z0-9][a-z0-9-]{0,63}):([a-z]+(?:\+[a-z]+)*):([0-9a-f]{64})$/;

/** True for one of SCOPES. */
export const isScope = (word: string): word is Scope => SCOPES.some((scope) => scope === word);

/**
 * Reads a list of `name:scope+scope:sha256`, separated by commas. Null where an entry has another form, a scope that is not
 * known, or the name of another one.
 */
export function parseCredentials(list: string): Credentials | null {
  const found = new Map<string, Credential>();
  for (const entry of list.split(',').map((text) => text.trim())) {
    if (entry === '') continue;
    const [, name, words, digest] = ENTRY.exec(entry) ?? [];
    if (name === undefined || words === undefined || digest === undefined || found.has(name)) return null;
    const scopes = words.split('+');
    if (!scopes.every(isScope)) return null;
    found.set(name, { name, scopes: new Set(scopes), digest });
  }
  return found;
}

/** The credential that an Authorization header of the form `Bearer <name>.<secret>` proves; null for none. Takes as long for a name that nobody has. */
export function provenCredential(credentials: Credentials, header: string): Credential | null {
  if (header.length > MAX_CREDENTIAL_LENGTH) return null;
  const [, name, secret] = /^bearer +([a-z0-9][a-z0-9-]{0,63})\.([\x21-\x7e]{16,})$/i.exec(header.trim()) ?? [];
  if (name === undefined || secret === undefined) return null;
  const credential = credentials.get(name);
  const isRight = timingSafeEqual(digestOf(secret), Buffer.from(credential?.digest ?? '0'.repeat(64), 'hex'));
  return credential && isRight ? credential : null;
}

/** A new credential, 256 random bits of secret, and the entry that makes it good. Its name has the form that CREDENTIAL_NAME describes. */
export function newCredential(
  name: string,
  scopes: readonly Scope[],
): { readonly credential: string; readonly entry: string } {
  const secret = randomBytes(32).toString('base64url');
  return { credential: `${name}.${secret}`, entry: `${name}:${scopes.join('+')}:${digestOf(secret).toString('hex')}` };
}

/** The credentials that a setting lists; none where it is not set. Throws WrongSetting. */
export function credentialsFrom(list: string | undefined): Credentials {
  const credentials = parseCredentials(list ?? '');
  if (credentials) return credentials;
  const form = `each is <name>:<scope>+<scope>:<SHA-256>, with a name of its own and scopes out of ${SCOPES.join(', ')}`;
  throw new WrongSetting(`LUCIQ_ACCOUNT_CREDENTIALS has an entry that cannot be used: ${form}.`);
}
