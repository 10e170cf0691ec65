import type { XmlElement } from '../document.ts';
import { attributeOf, childrenOf, elementsOf, isElement, NAMESPACES, parseXml, textOf } from '../document.ts';
import { MAX_PASTED_LENGTH } from './pasted-certificates.ts';

/** What the metadata of an identity provider says of it. */
export interface IdpMetadata {
  readonly kind: 'read';
  readonly issuer: string;
  /** Where browsers are sent (HTTP-Redirect). */
  readonly entryPoint: string;
  /** Certificates it signs with, base64. */
  readonly certificates: readonly string[];
}

const METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata';
const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const COMMENT = /<!--[\s\S]*?-->/g;
const DECLARATION = /^\uFEFF?\s*<\?xml [^<>?]*\?>/;

/** True for a text that can only be XML. */
export const looksLikeXml = (text: string): boolean => /^\uFEFF?\s*</.test(text);

/** Reads the metadata of one identity provider (SAML metadata 2.4.3). Nothing in it is checked but its form: an administrator vouches for it by pasting it. */
export function readIdpMetadata(text: string): IdpMetadata | { readonly kind: 'not-read' } {
  if (text.length > MAX_PASTED_LENGTH) return { kind: 'not-read' };
  const document = parseXml(text.replace(DECLARATION, '').replaceAll(COMMENT, ''));
  if (document.kind === 'refused') return { kind: 'not-read' };
  const found = elementsOf(document.root).flatMap((entity) =>
    isElement(entity, METADATA, 'EntityDescriptor')
      ? children(entity, 'IDPSSODescriptor').map((descriptor) => ({ entity, descriptor }))
      : [],
  );
  const [idp, ...others] = found;
  if (idp === undefined || others.length > 0) return { kind: 'not-read' };
  const issuer = attributeOf(idp.entity, 'entityID');
  const service = children(idp.descriptor, 'SingleSignOnService').find(
    (element) => attributeOf(element, 'Binding') === REDIRECT,
  );
  const entryPoint = service === undefined ? null : attributeOf(service, 'Location');
  const certificates = children(idp.descriptor, 'KeyDescriptor')
    .filter((key) => attributeOf(key, 'use') !== 'encryption')
    .flatMap(certificatesIn);
  return issuer === null || entryPoint === null || certificates.length === 0
    ? { kind: 'not-read' }
    : { kind: 'read', issuer, entryPoint, certificates };
}

const children = (parent: XmlElement, name: string): XmlElement[] =>
  childrenOf(parent).filter((child) => isElement(child, METADATA, name));

const certificatesIn = (key: XmlElement): string[] =>
  elementsOf(key).flatMap((element) =>
    isElement(element, NAMESPACES.signature, 'X509Certificate') ? (textOf(element)?.replaceAll(/\s+/g, '') ?? []) : [],
  );
