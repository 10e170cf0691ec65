import { SAML } from '@node-saml/node-saml';
import { readAssertion } from './assertion.ts';
import { NAMESPACES, attributeOf, elementsOf, isElement, onlyChild, parseXml, readDocument } from './document.ts';
import type { XmlElement } from './document.ts';
import { librarySettings } from './service-provider.ts';
import { certificateFor, refusalOf, signatureShape, signedBytes } from './signature.ts';
import type { SignatureShape } from './signature.ts';
import { refusedFor } from './types.ts';
import type { SamlConfiguration, SamlOutcome, SamlRefused, SamlServiceProvider } from './types.ts';

const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';
const ENCRYPTED = new Set(['EncryptedAssertion', 'EncryptedID', 'EncryptedAttribute', 'EncryptedData']);
const ID = /^[\w.-]{1,256}$/;

/** What came in at the callback address, and when. */
export interface SamlCallback {
  /** Base64, as the form field holds it. */
  readonly samlResponse: string;
  readonly now: Date;
}

/**
 * Whether a SAML response signs somebody in at that company, and whom. Only a signed assertion counts, and only what the signature covers is believed. That the
 * same assertion comes once, and answers a request of ours, is for the caller, who knows both.
 */
export async function verifySamlResponse(sp: SamlServiceProvider, configuration: SamlConfiguration, { samlResponse, now }: SamlCallback): Promise<SamlOutcome> {
  const document = readDocument(samlResponse);
  if (document.kind === 'refused') return document;
  const { xml, root } = document;
  const signatures = findSignatures(root);
  if (signatures.kind === 'refused') return signatures;
  const destination = attributeOf(root, 'Destination');
  if (destination !== null && destination !== sp.acsUrl) return refusedFor('wrong-destination');

  const certificate = certificateFor(configuration, signatures.assertion);
  if (certificate.kind === 'refused') return certificate;
  const bytes = signedBytes(xml, signatures.assertion, certificate);
  if (bytes === null) return refusalOf(signatures.assertion, certificate);
  // The response need not be signed; but a signature that doesn't hold means that something was changed on the way.
  if (signatures.response !== null && signedBytes(xml, signatures.response, certificate) === null) return refusalOf(signatures.response, certificate);

  const assertion = parseXml(bytes);
  if (assertion.kind === 'refused') return assertion;
  const outcome = readAssertion(assertion.root, sp, now);
  if (outcome.kind === 'refused' || !signatures.assertion.inLibrary || signatures.response?.inLibrary === false) return outcome;
  const library = new SAML(librarySettings(sp, configuration.entryPoint, certificate.pem));
  return (await nameIdOf(library, xml)) === outcome.nameId ? outcome : refusedFor('wrong-signature');
}

/** The NameID as the SAML library reads it, by its own checks; null where they fail. A second opinion, which has to be the same. */
async function nameIdOf(library: SAML, xml: string): Promise<string | null> {
  try {
    const { profile } = await library.validatePostResponseAsync({ SAMLResponse: Buffer.from(xml).toString('base64') });
    return profile?.nameID.trim() ?? null;
  } catch {
    return null;
  }
}

type FoundSignatures = { readonly kind: 'found'; readonly assertion: SignatureShape; readonly response: SignatureShape | null } | SamlRefused;

/**
 * The signature of the only assertion, and of the response if it has one. Every known way to wrap a signature needs a second assertion, a second
 * signature, or an element with the same id somewhere: none of these may be anywhere, whatever the namespace.
 */
function findSignatures(root: XmlElement): FoundSignatures {
  if (!isElement(root, NAMESPACES.protocol, 'Response') || attributeOf(root, 'Version') !== '2.0') return refusedFor('not-read');
  const status = onlyChild(root, NAMESPACES.protocol, 'Status');
  const code = status === null ? null : onlyChild(status, NAMESPACES.protocol, 'StatusCode');
  if (code === null) return refusedFor('not-read');
  if (attributeOf(code, 'Value') !== SUCCESS) return refusedFor('not-success');
  const elements = elementsOf(root);
  if (elements.some(({ localName }) => ENCRYPTED.has(localName))) return refusedFor('encrypted');
  const assertion = onlyChild(root, NAMESPACES.assertion, 'Assertion');
  const assertions = elements.filter(({ localName }) => localName === 'Assertion');
  if (assertion === null) return refusedFor(assertions.length === 0 ? 'not-read' : 'wrong-signature');
  if (assertions.length > 1 || !idsAreUnique(elements)) return refusedFor('wrong-signature');
  const all = elements.filter(({ localName }) => localName === 'Signature');
  const own = onlyChild(assertion, NAMESPACES.signature, 'Signature');
  const outer = onlyChild(root, NAMESPACES.signature, 'Signature');
  if (own === null) return refusedFor(all.length === (outer === null ? 0 : 1) ? 'not-signed' : 'wrong-signature');
  if (all.length !== (outer === null ? 1 : 2)) return refusedFor('wrong-signature');
  const shape = signatureShape(own, assertion);
  const response = outer === null ? null : signatureShape(outer, root);
  if (shape === null || (outer !== null && response === null)) return refusedFor('wrong-signature');
  return { kind: 'found', assertion: shape, response };
}

/** True if no two attributes that any reader could take for an id are the same, and each element has one at most. */
function idsAreUnique(elements: readonly XmlElement[]): boolean {
  const seen = new Set<string>();
  for (const element of elements) {
    const ids = Array.from(element.attributes).filter(({ localName, namespaceURI }) => localName.toLowerCase() === 'id' && namespaceURI !== 'http://www.w3.org/2000/xmlns/');
    const [id, ...more] = ids;
    if (id === undefined) continue;
    if (more.length > 0 || seen.has(id.value) || !ID.test(id.value)) return false;
    seen.add(id.value);
  }
  return true;
}
