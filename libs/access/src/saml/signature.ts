import { X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { CANONICAL_FORMS, DIGESTS, ENVELOPED, SIGNATURES, signatureChecker } from './algorithms.ts';
import { readCertificate } from './certificate.ts';
import type { ReadCertificate } from './certificate.ts';
import { NAMESPACES, attributeOf, childrenOf, elementsOf, isElement, textOf } from './document.ts';
import type { XmlElement } from './document.ts';
import { refusedFor } from './types.ts';
import type { SamlConfiguration, SamlRefused } from './types.ts';

/** An enveloped signature in the one form that SAML allows, not checked yet. */
export interface SignatureShape {
  readonly element: XmlElement;
  readonly key: 'rsa' | 'ec';
  /** The SAML library can check it too. */
  readonly inLibrary: boolean;
  /** The certificates that came with it, in base64. Anybody can put one there. */
  readonly certificates: readonly string[];
}

const named = (element: XmlElement | undefined, name: string): boolean => element !== undefined && isElement(element, NAMESPACES.signature, name);
const onlyElements = (element: XmlElement): boolean => Array.from(element.childNodes).every(({ nodeType, nodeValue }) => nodeType === 1 || (nodeValue ?? '').trim() === '');
const PLACES_OF_KEYS = new Set(['SignedInfo', 'SignatureValue', 'CanonicalizationMethod', 'SignatureMethod', 'Reference', 'DigestValue', 'KeyInfo', 'Object']);

/**
 * Takes the signature of an element apart. Null unless every part is where it must be, once, and of an accepted algorithm: the checker below looks for
 * some parts by name alone, wherever they are, so none may be anywhere else.
 */
export function signatureShape(element: XmlElement, signed: XmlElement): SignatureShape | null {
  const [info, value, keyInfo, ...more] = childrenOf(element);
  if (more.length > 0 || !onlyElements(element) || !named(info, 'SignedInfo') || !named(value, 'SignatureValue')) return null;
  if (info === undefined || value === undefined || textOf(value) === null) return null;
  if (keyInfo !== undefined && (!named(keyInfo, 'KeyInfo') || strayParts(keyInfo))) return null;
  const method = methodOf(info);
  const digest = digestOf(info, attributeOf(signed, 'ID'));
  if (method === null || digest === null) return null;
  const certificates = keyInfo === undefined ? [] : elementsOf(keyInfo).filter(({ localName }) => localName === 'X509Certificate');
  return {
    element,
    key: method.key,
    inLibrary: method.inLibrary && digest.inLibrary,
    certificates: certificates.map((certificate) => textOf(certificate) ?? ''),
  };
}

const strayParts = (keyInfo: XmlElement): boolean => elementsOf(keyInfo).slice(1).some(({ localName }) => PLACES_OF_KEYS.has(localName));

function methodOf(info: XmlElement): { readonly key: 'rsa' | 'ec'; readonly inLibrary: boolean } | null {
  const [canonical, method, reference, ...more] = childrenOf(info);
  if (more.length > 0 || !onlyElements(info) || canonical === undefined || method === undefined) return null;
  if (!named(canonical, 'CanonicalizationMethod') || !named(method, 'SignatureMethod') || !named(reference, 'Reference')) return null;
  if (!CANONICAL_FORMS.includes(attributeOf(canonical, 'Algorithm') ?? '') || !prefixesOnly(canonical) || childrenOf(method).length > 0) return null;
  return SIGNATURES.get(attributeOf(method, 'Algorithm') ?? '') ?? null;
}

function digestOf(info: XmlElement, id: string | null): { readonly inLibrary: boolean } | null {
  const reference = childrenOf(info)[2];
  if (reference === undefined || id === null || !onlyElements(reference) || reference.getAttribute('URI') !== `#${id}`) return null;
  const [transforms, method, value, ...more] = childrenOf(reference);
  if (more.length > 0 || transforms === undefined || method === undefined || value === undefined) return null;
  if (!named(transforms, 'Transforms') || !named(method, 'DigestMethod') || !named(value, 'DigestValue')) return null;
  if (!acceptedTransforms(transforms) || childrenOf(method).length > 0 || textOf(value) === null) return null;
  return DIGESTS.get(attributeOf(method, 'Algorithm') ?? '') ?? null;
}

function acceptedTransforms(transforms: XmlElement): boolean {
  const [enveloped, canonical, ...more] = childrenOf(transforms);
  return (
    more.length === 0 &&
    onlyElements(transforms) &&
    enveloped !== undefined &&
    canonical !== undefined &&
    named(enveloped, 'Transform') &&
    named(canonical, 'Transform') &&
    attributeOf(enveloped, 'Algorithm') === ENVELOPED &&
    childrenOf(enveloped).length === 0 &&
    CANONICAL_FORMS.includes(attributeOf(canonical, 'Algorithm') ?? '') &&
    prefixesOnly(canonical)
  );
}

/** True if nothing but a list of namespace prefixes is inside. */
const prefixesOnly = (element: XmlElement): boolean =>
  onlyElements(element) && childrenOf(element).every((child) => child.localName === 'InclusiveNamespaces' && child.childNodes.length === 0);

/**
 * The certificate whose key counts: the company's own, or, where the company gave a fingerprint, the one certificate of the signature that has it.
 */
export function certificateFor(configuration: SamlConfiguration, { certificates }: SignatureShape): ReadCertificate | SamlRefused {
  if (configuration.certificate !== null) {
    const own = readCertificate(configuration.certificate);
    return own.kind === 'read' ? own : refusedFor('wrong-certificate');
  }
  const [sent, ...more] = certificates;
  if (sent === undefined || more.length > 0) return refusedFor('wrong-certificate');
  const read = readCertificate(sent);
  return read.kind === 'read' && read.fingerprint === configuration.fingerprint ? read : refusedFor('wrong-certificate');
}

/** The bytes that the signature stands for, in canonical form; null if it does not hold. Only these may be believed. */
export function signedBytes(xml: string, shape: SignatureShape, certificate: ReadCertificate): string | null {
  const key: KeyObject = new X509Certificate(certificate.pem).publicKey;
  if (key.asymmetricKeyType !== shape.key) return null;
  const checker = signatureChecker(key);
  try {
    checker.loadSignature(shape.element);
    if (!checker.checkSignature(xml)) return null;
  } catch {
    // It throws for a value that doesn't match as for one that it can't read; for the person both are a wrong signature.
    return null;
  }
  const [bytes, ...more] = checker.getSignedReferences();
  return bytes === undefined || more.length > 0 ? null : bytes;
}

/** Why a signature does not hold, for the administrator: it came with another certificate than the company's, or it is wrong. */
export function refusalOf({ certificates }: SignatureShape, expected: ReadCertificate): SamlRefused {
  const sent = certificates.map(readCertificate);
  const another = sent.length > 0 && sent.every((read) => read.kind !== 'read' || read.fingerprint !== expected.fingerprint);
  return refusedFor(another ? 'wrong-certificate' : 'wrong-signature');
}
