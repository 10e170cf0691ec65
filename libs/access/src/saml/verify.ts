import type { KeyObject } from 'node:crypto';
import { createHash } from 'node:crypto';
import type { Expected } from './assertion.ts';
import { issuerOf, readAssertion } from './assertion.ts';
import type { ReadText, XmlElement } from './document.ts';
import {
  attributeOf,
  childrenOf,
  elementsOf,
  isElement,
  NAMESPACES,
  onlyChild,
  parsePlain,
  parseXml,
  readBytes,
  readResponse,
} from './document.ts';
import { decrypt, MAX_ELEMENTS_AROUND_ENCRYPTED } from './encryption/decrypt.ts';
import type { SignatureShape } from './signature.ts';
import { certificatesFor, refusalOf, shapeRefusal, signatureShape, signedBytes, signedInfo } from './signature.ts';
import type { SamlConfiguration, SamlOutcome, SamlRefusal, SamlRefused, SamlServiceProvider } from './types.ts';
import { refusedFor } from './types.ts';

const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';
const STATUS = /\sValue\s*=\s*(["'])(.*?)\1/s;
const ENCRYPTED = new Set(['EncryptedID', 'EncryptedAttribute', 'EncryptedData', 'EncryptedKey']);
const ID = /^[\w.-]{1,256}$/;

/** What came in at the callback address, and when. */
export interface SamlCallback {
  /** Base64, as the form field holds it. */
  readonly samlResponse: string;
  readonly now: Date;
  /** Gives the key for which the company's assertions are encrypted, if one is needed; null where the company offers none. */
  readonly decryptionKey?: () => KeyObject | null;
}

/** A response that the company's identity provider signed, as far as a glance tells. */
export interface ScreenedResponse {
  readonly kind: 'screened';
  /** Of each signature a digest of what was signed, which names the signed element and its digest: the same for the same answer, whatever is put around it. */
  readonly signed: readonly string[];
  /** Looks at all of it, which takes time that grows with its length: some 40 ms for a member of 1,000 groups. */
  check(): SamlOutcome;
}

type Text = Extract<ReadText, { readonly kind: 'text' }>;

/** Whether a SAML response signs someone in at that company, and whom. */
export function verifySamlResponse(
  sp: SamlServiceProvider,
  configuration: SamlConfiguration,
  callback: SamlCallback,
): SamlOutcome {
  const screened = screenSamlResponse(sp, configuration, callback);
  return screened.kind === 'refused' ? screened : screened.check();
}

/**
 * Refuses at a glance what the company's identity provider did not sign: by the tags, and by the signatures within the tags around them, whatever else is there. So it
 * takes a stranger's answer a millisecond or two, and only what was signed for the company gets the full check, which trusts nothing of this one.
 */
export function screenSamlResponse(
  sp: SamlServiceProvider,
  configuration: SamlConfiguration,
  { samlResponse, now, decryptionKey }: SamlCallback,
): ScreenedResponse | SamlRefused {
  const text = readResponse(samlResponse);
  if (text.kind === 'refused') return text;
  const { root, statusCode, counts, elements } = text.outline;
  if (root !== 'Response') return refusedFor('not-read');
  if (statusCode !== null && STATUS.exec(statusCode)?.[2] !== SUCCESS) return refusedFor('not-success');
  const isEncrypted = counts.has('EncryptedAssertion');
  if (isEncrypted && elements > MAX_ELEMENTS_AROUND_ENCRYPTED) return refusedFor('too-large');
  if (!isEncrypted && !counts.has('Assertion')) return refusedFor('not-read');
  const check = new Check(
    { sp, issuer: configuration.issuer, now },
    configuration,
    isEncrypted ? (decryptionKey?.() ?? null) : null,
  );
  if (isEncrypted && !counts.has('Signature')) {
    const inside = check.decrypted(text);
    if (inside.kind === 'refused') return inside;
    const found = screenSignatures(inside, configuration);
    return found.kind === 'refused'
      ? found
      : { kind: 'screened', signed: found.signed, check: () => check.encrypted(text) };
  }
  const found = screenSignatures(text, configuration);
  return found.kind === 'refused'
    ? found
    : {
        kind: 'screened',
        signed: found.signed,
        check: () => (isEncrypted ? check.encrypted(text) : check.plain(text)),
      };
}

/** What was signed, if every signature of a text is one of the company's identity provider, and there is one. */
function screenSignatures(
  { outline }: Text,
  configuration: SamlConfiguration,
): { readonly kind: 'signed'; readonly signed: readonly string[] } | SamlRefused {
  const { signatures, counts } = outline;
  if (signatures.length === 0) return refusedFor('not-signed');
  if (signatures.length > 2 || signatures.length !== counts.get('Signature')) return refusedFor('wrong-signature');
  const signed: string[] = [];
  for (const skeleton of signatures) {
    const document = skeleton === null ? null : parsePlain(skeleton);
    const found = document?.kind === 'read' ? firstSignature(document.root) : null;
    if (found === null) return refusedFor('wrong-signature');
    const shape = signatureShape(found.element, found.signed);
    if (shape === null) return shapeRefusal(found.element);
    const known = certificatesFor(configuration, shape);
    if (known.kind === 'refused') return known;
    const info = signedInfo(shape, known.all);
    if (info === null) return refusalOf(shape, known.all);
    signed.push(createHash('sha256').update(info).digest('hex'));
  }
  return { kind: 'signed', signed };
}

/** The signature in its skeleton: directly inside of the outermost element, or of the only one in that. */
function firstSignature(root: XmlElement): { readonly element: XmlElement; readonly signed: XmlElement } | null {
  for (const signed of [root, ...childrenOf(root)]) {
    const element = onlyChild(signed, NAMESPACES.signature, 'Signature');
    if (element !== null) return { element, signed };
  }
  return null;
}

/** What a response is made of, if nothing in it is where it does not belong. */
interface ResponseParts {
  readonly kind: 'parts';
  readonly root: XmlElement;
  /** The assertion, or the encrypted one. */
  readonly body: XmlElement;
  readonly outer: SignatureShape | null;
  readonly inner: SignatureShape | null;
}

/** The whole look at a response. */
class Check {
  constructor(
    private readonly expected: Expected,
    private readonly configuration: SamlConfiguration,
    private readonly key: KeyObject | null,
  ) {}

  /** Of a response with an assertion. */
  plain(text: Text): SamlOutcome {
    const parts = responseParts(text, 'Assertion');
    if (parts.kind === 'refused') return parts;
    const { root, body, outer, inner } = parts;
    const refusal = this.addressRefusal(root);
    if (refusal !== null) return refusedFor(refusal);
    // The outer signature first: it covers the inner one, which is taken out to look at what that covers.
    const whole = outer === null ? null : this.bytes(outer);
    if (whole !== null && typeof whole !== 'string') return whole;
    if (inner !== null) return this.assertion(this.bytes(inner));
    return whole === null ? refusedFor('not-signed') : this.assertionIn(whole, body);
  }

  /** Of a response with an encrypted assertion. */
  encrypted(text: Text): SamlOutcome {
    const inside = this.decrypted(text);
    if (inside.kind === 'refused') return inside;
    const document = parsePlain(inside.xml);
    if (document.kind === 'refused') return document;
    const { root } = document;
    const elements = elementsOf(root);
    if (!isElement(root, NAMESPACES.assertion, 'Assertion')) return refusedFor('not-read');
    if (elements.some(({ localName }) => ENCRYPTED.has(localName))) return refusedFor('encrypted');
    if (elements.filter(({ localName }) => localName === 'Assertion').length > 1 || !idsAreUnique(elements))
      return refusedFor('wrong-signature');
    const signatures = elements.filter(({ localName }) => localName === 'Signature').length;
    const own = onlyChild(root, NAMESPACES.signature, 'Signature');
    if (signatures !== (own === null ? 0 : 1)) return refusedFor('wrong-signature');
    if (own === null) return inside.signedOutside ? readAssertion(root, this.expected) : refusedFor('not-signed');
    const shape = signatureShape(own, root);
    return shape === null ? shapeRefusal(own) : this.assertion(this.bytes(shape));
  }

  /** What is in the encrypted assertion of a response, and whether the response around it was signed. */
  decrypted(text: Text): (Text & { readonly signedOutside: boolean }) | SamlRefused {
    if (this.key === null) return refusedFor('encrypted');
    const parts = responseParts(text, 'EncryptedAssertion');
    if (parts.kind === 'refused') return parts;
    if (parts.inner !== null) return refusedFor('wrong-signature');
    const refusal = this.addressRefusal(parts.root);
    if (refusal !== null) return refusedFor(refusal);
    const whole = parts.outer === null ? null : this.bytes(parts.outer);
    if (whole !== null && typeof whole !== 'string') return whole;
    const signed = whole === null ? null : bodyOf(whole, 'EncryptedAssertion');
    if (whole !== null && signed === null) return refusedFor('wrong-signature');
    const opened = decrypt(signed ?? parts.body, this.key, { signedOutside: signed !== null });
    if (opened.kind === 'refused') return opened;
    const inside = readBytes(opened.bytes);
    // What does not become XML is told like what does not decrypt.
    return inside.kind === 'refused'
      ? refusedFor(inside.reason === 'too-large' ? 'too-large' : 'not-decrypted')
      : { ...inside, signedOutside: signed !== null };
  }

  private bytes(shape: SignatureShape): string | SamlRefused {
    const known = certificatesFor(this.configuration, shape);
    if (known.kind === 'refused') return known;
    return signedBytes(shape, known.all) ?? refusalOf(shape, known.all);
  }

  private assertion(bytes: string | SamlRefused): SamlOutcome {
    if (typeof bytes !== 'string') return bytes;
    const document = parseXml(bytes);
    return document.kind === 'refused' ? document : readAssertion(document.root, this.expected);
  }

  /** The assertion of a response that was signed as a whole, from its signed bytes. */
  private assertionIn(whole: string, seen: XmlElement): SamlOutcome {
    const assertion = bodyOf(whole, 'Assertion');
    return assertion === null || attributeOf(assertion, 'ID') !== attributeOf(seen, 'ID')
      ? refusedFor('wrong-signature')
      : readAssertion(assertion, this.expected);
  }

  /** What the response says of itself, signed or not, must not speak against the assertion. */
  private addressRefusal(root: XmlElement): SamlRefusal | null {
    const { sp, issuer } = this.expected;
    const destination = attributeOf(root, 'Destination');
    if (destination !== null && destination !== sp.acsUrl) return 'wrong-destination';
    const named = issuerOf(root);
    return issuer !== null && named !== null && named !== issuer ? 'wrong-issuer' : null;
  }
}

/** The only assertion of a response in its signed bytes; null if there is another one anywhere. */
function bodyOf(whole: string, name: 'Assertion' | 'EncryptedAssertion'): XmlElement | null {
  const document = parseXml(whole);
  if (document.kind === 'refused' || !isElement(document.root, NAMESPACES.protocol, 'Response')) return null;
  const assertions = elementsOf(document.root).filter(
    ({ localName }) => localName === 'Assertion' || localName === 'EncryptedAssertion',
  );
  return assertions.length === 1 ? onlyChild(document.root, NAMESPACES.assertion, name) : null;
}

/**
 * Takes a response apart. Every known way to wrap a signature needs a second assertion, a second signature, or an element with the same id somewhere: none of
 * these may be anywhere, whatever the namespace. A response has one assertion, and a signature on it, on itself, or on both.
 */
function responseParts({ xml }: Text, name: 'Assertion' | 'EncryptedAssertion'): ResponseParts | SamlRefused {
  const document = parsePlain(xml);
  if (document.kind === 'refused') return document;
  const { root } = document;
  if (!isElement(root, NAMESPACES.protocol, 'Response') || attributeOf(root, 'Version') !== '2.0')
    return refusedFor('not-read');
  const status = onlyChild(root, NAMESPACES.protocol, 'Status');
  const code = status === null ? null : onlyChild(status, NAMESPACES.protocol, 'StatusCode');
  if (code === null) return refusedFor('not-read');
  if (attributeOf(code, 'Value') !== SUCCESS) return refusedFor('not-success');
  const elements = elementsOf(root);
  if (name === 'Assertion' && elements.some(({ localName }) => ENCRYPTED.has(localName)))
    return refusedFor('encrypted');
  const body = onlyChild(root, NAMESPACES.assertion, name);
  const assertions = elements.filter(
    ({ localName }) => localName === 'Assertion' || localName === 'EncryptedAssertion',
  );
  if (body === null) return refusedFor(assertions.length === 0 ? 'not-read' : 'wrong-signature');
  if (assertions.length > 1 || !idsAreUnique(elements)) return refusedFor('wrong-signature');
  const signatures = elements.filter(({ localName }) => localName === 'Signature').length;
  const [own, around] = [body, root].map((element) => onlyChild(element, NAMESPACES.signature, 'Signature'));
  if (signatures !== [own, around].filter((signature) => signature != null).length)
    return refusedFor('wrong-signature');
  const inner = own == null ? null : signatureShape(own, body);
  const outer = around == null ? null : signatureShape(around, root);
  return (own != null && inner === null) || (around != null && outer === null)
    ? refusedFor('wrong-signature')
    : { kind: 'parts', root, body, outer, inner };
}

/** True if no two attributes that any reader could take for an id are the same, and each element has one at most. */
function idsAreUnique(elements: readonly XmlElement[]): boolean {
  const seen = new Set<string>();
  for (const element of elements) {
    const ids = Array.from(element.attributes).filter(
      ({ localName, namespaceURI }) =>
        localName.toLowerCase() === 'id' && namespaceURI !== 'http://www.w3.org/2000/xmlns/',
    );
    const [id, ...more] = ids;
    if (id === undefined) continue;
    if (more.length > 0 || seen.has(id.value) || !ID.test(id.value)) return false;
    seen.add(id.value);
  }
  return true;
}
