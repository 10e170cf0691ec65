import type { KeyObject } from 'node:crypto';
import { createHash, timingSafeEqual, verify, X509Certificate } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { ExclusiveCanonicalization } from 'xml-crypto';
import type { SignatureMethod } from './algorithms.ts';
import { CANONICAL_FORMS, DIGESTS, ENVELOPED, OLD_METHODS, SIGNATURES } from './algorithms.ts';
import type { ReadCertificate } from './certificate.ts';
import { readCertificate } from './certificate.ts';
import type { XmlAttribute, XmlElement } from './document.ts';
import { attributeOf, childrenOf, elementsOf, isElement, NAMESPACES, textOf } from './document.ts';
import type { SamlConfiguration, SamlRefused } from './types.ts';
import { refusedFor } from './types.ts';

/** Certificates of companies that were read already and are kept so, since reading one takes longer than checking a signature with it. */
export const MAX_READ_CERTIFICATES = 500;

const readAlready = new LRUCache<string, { readonly certificate: ReturnType<typeof readCertificate> }>({
  max: MAX_READ_CERTIFICATES,
});
const keys = new LRUCache<string, KeyObject>({ max: MAX_READ_CERTIFICATES });

function ownCertificate(pem: string): ReturnType<typeof readCertificate> {
  const found = readAlready.get(pem) ?? { certificate: readCertificate(pem) };
  readAlready.set(pem, found);
  return found.certificate;
}

function keyOf(pem: string): KeyObject {
  const key = keys.get(pem) ?? new X509Certificate(pem).publicKey;
  keys.set(pem, key);
  return key;
}

/** What is canonicalised, and which prefixes are written there though nothing uses them. */
interface Canonical {
  readonly element: XmlElement;
  readonly prefixes: readonly string[];
}

/** An enveloped signature in the one form that SAML allows, not checked yet. */
export interface SignatureShape {
  readonly element: XmlElement;
  readonly info: Canonical;
  readonly method: SignatureMethod;
  /** Base64. */
  readonly value: string;
  readonly signed: Canonical;
  readonly digest: { readonly hash: string; readonly value: string };
  /** The certificates that came with it, in base64. Anybody can put one there. */
  readonly certificates: readonly string[];
}

const named = (element: XmlElement | undefined, name: string): boolean =>
  element !== undefined && isElement(element, NAMESPACES.signature, name);
const onlyElements = (element: XmlElement): boolean =>
  Array.from(element.childNodes).every(({ nodeType, nodeValue }) => nodeType === 1 || (nodeValue ?? '').trim() === '');
const PLACES_OF_KEYS = new Set([
  'SignedInfo',
  'SignatureValue',
  'CanonicalizationMethod',
  'SignatureMethod',
  'Reference',
  'DigestValue',
  'KeyInfo',
  'Object',
]);

/** Takes the signature of an element apart. Null unless every part is where it must be, once, and of an accepted algorithm. */
export function signatureShape(element: XmlElement, signed: XmlElement): SignatureShape | null {
  const [info, value, keyInfo, ...more] = childrenOf(element);
  if (more.length > 0 || !onlyElements(element) || !named(info, 'SignedInfo') || !named(value, 'SignatureValue'))
    return null;
  const text = value === undefined ? null : textOf(value);
  if (info === undefined || text === null || element.parentNode !== signed) return null;
  if (keyInfo !== undefined && (!named(keyInfo, 'KeyInfo') || strayParts(keyInfo))) return null;
  const method = methodOf(info);
  const reference = referenceOf(info, signed);
  if (method === null || reference === null) return null;
  const certificates =
    keyInfo === undefined ? [] : elementsOf(keyInfo).filter(({ localName }) => localName === 'X509Certificate');
  return {
    element,
    value: text,
    ...method,
    ...reference,
    certificates: certificates.map((certificate) => textOf(certificate) ?? ''),
  };
}

const METHODS = new Set(['SignatureMethod', 'DigestMethod']);

const strayParts = (keyInfo: XmlElement): boolean =>
  elementsOf(keyInfo)
    .slice(1)
    .some(({ localName }) => PLACES_OF_KEYS.has(localName));

function methodOf(info: XmlElement): Pick<SignatureShape, 'method' | 'info'> | null {
  const [canonical, method, reference, ...more] = childrenOf(info);
  if (more.length > 0 || !onlyElements(info) || canonical === undefined || method === undefined) return null;
  if (
    !named(canonical, 'CanonicalizationMethod') ||
    !named(method, 'SignatureMethod') ||
    !named(reference, 'Reference')
  )
    return null;
  const prefixes = canonicalPrefixes(canonical);
  const known = SIGNATURES.get(attributeOf(method, 'Algorithm') ?? '');
  return prefixes === null || known === undefined || childrenOf(method).length > 0
    ? null
    : { method: known, info: { element: info, prefixes } };
}

function referenceOf(info: XmlElement, element: XmlElement): Pick<SignatureShape, 'signed' | 'digest'> | null {
  const reference = childrenOf(info)[2];
  const id = attributeOf(element, 'ID');
  if (reference === undefined || id === null || !onlyElements(reference) || reference.getAttribute('URI') !== `#${id}`)
    return null;
  const [transforms, method, digest, ...more] = childrenOf(reference);
  if (more.length > 0 || transforms === undefined || method === undefined || digest === undefined) return null;
  if (!named(transforms, 'Transforms') || !named(method, 'DigestMethod') || !named(digest, 'DigestValue')) return null;
  const prefixes = transformPrefixes(transforms);
  const hash = DIGESTS.get(attributeOf(method, 'Algorithm') ?? '');
  const value = textOf(digest);
  return prefixes === null || hash === undefined || value === null || childrenOf(method).length > 0
    ? null
    : { signed: { element, prefixes }, digest: { hash, value } };
}

/** The prefixes of the canonical form, after the signature was taken out; null for any other transforms. */
function transformPrefixes(transforms: XmlElement): readonly string[] | null {
  const [enveloped, canonical, ...more] = childrenOf(transforms);
  if (more.length > 0 || !onlyElements(transforms) || enveloped === undefined || canonical === undefined) return null;
  if (!named(enveloped, 'Transform') || !named(canonical, 'Transform')) return null;
  // Some signers list the prefixes in both transforms; they mean nothing to the first.
  return attributeOf(enveloped, 'Algorithm') === ENVELOPED && listed(enveloped) !== null
    ? canonicalPrefixes(canonical)
    : null;
}

/** The prefixes that an accepted canonical form lists; null for another form, or where anything else is inside. */
function canonicalPrefixes(element: XmlElement): readonly string[] | null {
  return CANONICAL_FORMS.includes(attributeOf(element, 'Algorithm') ?? '') ? listed(element) : null;
}

/** The prefixes in the only list of them inside; null where anything else is inside. */
function listed(element: XmlElement): readonly string[] | null {
  if (!onlyElements(element)) return null;
  const [list, ...more] = childrenOf(element);
  if (list === undefined) return [];
  if (more.length > 0 || list.localName !== 'InclusiveNamespaces' || list.childNodes.length > 0) return null;
  return (list.getAttribute('PrefixList') ?? '').split(/\s+/).filter((prefix) => prefix !== '');
}

/** Why the signature of an element could not be taken apart: a method that is not safe any more has a reason of its own. */
export const shapeRefusal = (element: XmlElement): SamlRefused =>
  refusedFor(
    elementsOf(element).some(
      (part) => METHODS.has(part.localName ?? '') && OLD_METHODS.test(attributeOf(part, 'Algorithm') ?? ''),
    )
      ? 'sha-1'
      : 'wrong-signature',
  );

/**
 * The certificates whose key may count: the company's own, or, where the company gave a fingerprint, the one certificate of the signature that has it, of
 * however many the identity provider sends. Those that anybody could have broken are left out.
 */
export function certificatesFor(
  configuration: SamlConfiguration,
  { certificates }: SignatureShape,
): { readonly kind: 'certificates'; readonly all: readonly ReadCertificate[] } | SamlRefused {
  const { fingerprint } = configuration;
  if (fingerprint !== null && certificates.length === 0) return refusedFor('certificate-not-sent');
  const known =
    fingerprint === null
      ? configuration.certificates
      : certificates.filter((sent) => fingerprintOf(sent) === fingerprint).slice(0, 1);
  const own = known.map(ownCertificate).filter((certificate) => certificate.kind === 'read');
  const all = own.filter(({ strength }) => strength !== 'broken');
  if (all.length > 0) return { kind: 'certificates', all };
  return refusedFor(own.length > 0 ? 'weak-certificate' : 'wrong-certificate');
}

/** What the signature says of itself, in canonical form, if one of the certificates signed that; null if none did. What that stands for is for `signedBytes`. */
export function signedInfo(
  { info, method, value }: SignatureShape,
  certificates: readonly ReadCertificate[],
): Buffer | null {
  const material = Buffer.from(canonical(info));
  const signature = Buffer.from(value, 'base64');
  const isSigned = certificates.some(({ pem }) => {
    const key = keyOf(pem);
    // XML signatures hold ECDSA's two numbers side by side (XML Signature 1.1 section 6.4.3), not in DER.
    return (
      key.asymmetricKeyType === method.key &&
      verify(method.hash, material, { key, dsaEncoding: 'ieee-p1363' }, signature)
    );
  });
  return isSigned ? material : null;
}

/** The bytes that the signature stands for, in canonical form; null if it does not hold. Only these may be believed. Takes the signature out of the document. */
export function signedBytes(shape: SignatureShape, certificates: readonly ReadCertificate[]): string | null {
  if (signedInfo(shape, certificates) === null) return null;
  const { element, signed, digest } = shape;
  signed.element.removeChild(element);
  const bytes = canonical(signed);
  const expected = Buffer.from(digest.value, 'base64');
  const actual = createHash(digest.hash).update(bytes, 'utf8').digest();
  return expected.length === actual.length && timingSafeEqual(expected, actual) ? bytes : null;
}

function canonical({ element, prefixes }: Canonical): string {
  const form = new ExclusiveCanonicalization() as { process(node: XmlElement, options: object): string };
  return form.process(element, {
    inclusiveNamespacesPrefixList: [...prefixes],
    ancestorNamespaces: prefixes.length === 0 ? [] : namespacesAround(element),
  });
}

/** The namespaces that an element has from those around it: of each prefix the nearest. */
function namespacesAround(element: XmlElement): { readonly prefix: string; readonly namespaceURI: string }[] {
  const found = new Map(declared(element).map(({ localName }) => [localName, null as string | null]));
  for (let around = element.parentNode; around !== null && around.nodeType === 1; around = around.parentNode) {
    for (const { localName, value } of declared(around)) if (!found.has(localName)) found.set(localName, value);
  }
  return [...found].flatMap(([prefix, namespaceURI]) => (namespaceURI === null ? [] : [{ prefix, namespaceURI }]));
}

const declared = (element: XmlElement): XmlAttribute[] =>
  Array.from(element.attributes).filter(({ prefix }) => prefix === 'xmlns');

/** Why a signature does not hold, for the administrator: it came with another certificate than the company's, or it is wrong. */
export function refusalOf({ certificates }: SignatureShape, expected: readonly ReadCertificate[]): SamlRefused {
  const known = new Set(expected.map(({ fingerprint }) => fingerprint));
  const another = certificates.length > 0 && certificates.every((sent) => !known.has(fingerprintOf(sent)));
  return refusedFor(another ? 'wrong-certificate' : 'wrong-signature');
}

/** SHA-1 of a certificate in base64, without reading it: anybody can put any number of them there. */
const fingerprintOf = (base64: string): string =>
  createHash('sha1').update(Buffer.from(base64, 'base64')).digest('hex');
