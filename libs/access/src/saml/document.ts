import { createRequire } from 'node:module';
import type { NotPlain, Outline } from './outline.ts';
import { outlineOf } from './outline.ts';
import { MAX_SAML_RESPONSE_BYTES } from './types.ts';

/** The namespaces of SAML 2.0, of XML signatures and of XML encryption. */
export const NAMESPACES = {
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  encryption: 'http://www.w3.org/2001/04/xmlenc#',
} as const;

/** What is used of a node of XML. */
export interface XmlNode {
  readonly nodeType: number;
  readonly nodeValue: string | null;
}

/** What is used of an attribute. */
export interface XmlAttribute {
  readonly prefix: string | null;
  readonly localName: string;
  readonly namespaceURI: string | null;
  readonly value: string;
}

/** What is used of an element of XML. */
export interface XmlElement extends XmlNode {
  readonly localName: string;
  readonly namespaceURI: string | null;
  readonly childNodes: ArrayLike<XmlNode>;
  readonly attributes: ArrayLike<XmlAttribute>;
  readonly parentNode: XmlElement | null;
  getAttribute(name: string): string | null;
  removeChild(child: XmlElement): unknown;
}

interface Xmldom {
  readonly DOMParser: new (options: {
    readonly errorHandler: Readonly<Record<'warning' | 'error' | 'fatalError', (message: string) => never>>;
  }) => {
    parseFromString(
      xml: string,
      type: 'text/xml',
    ): { readonly childNodes: ArrayLike<XmlNode>; readonly documentElement: XmlElement | null };
  };
}

// Its typings would bring the globals of a browser into every file of the workspace, so the parts that are used are written down above.
const { DOMParser } = createRequire(import.meta.url)('@xmldom/xmldom') as Xmldom;

/** A document whose XML can be read safely, or why not. */
export type ReadDocument = { readonly kind: 'read'; readonly root: XmlElement } | NotPlain;

/** A text that is an XML document as far as its tags tell, or why not. */
export type ReadText = { readonly kind: 'text'; readonly xml: string; readonly outline: Outline } | NotPlain;

const NOT_READ: NotPlain = { kind: 'refused', reason: 'not-read' };
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const DECLARATION = /^<\?xml [^<>?]*\?>/;

/** From base64 to the text of a plain document. Nothing in it is trusted yet. */
export function readResponse(base64: string): ReadText {
  if (base64.length > MAX_SAML_RESPONSE_BYTES * 2) return { kind: 'refused', reason: 'too-large' };
  const dense = base64.replace(/[\t\r\n ]+/g, '');
  if (dense === '' || dense.length % 4 !== 0 || !BASE64.test(dense)) return NOT_READ;
  const bytes = Buffer.from(dense, 'base64');
  return bytes.length > MAX_SAML_RESPONSE_BYTES ? { kind: 'refused', reason: 'too-large' } : readBytes(bytes);
}

/** The same from bytes in UTF-8. */
export function readBytes(bytes: Buffer): ReadText {
  try {
    return readText(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return NOT_READ;
  }
}

/** A plain document: elements, attributes and text only. */
export function readText(text: string): ReadText {
  const xml = text.replace(DECLARATION, '').trim();
  const outline = outlineOf(xml);
  return outline.kind === 'refused' ? outline : { kind: 'text', xml, outline };
}

/** Parses a plain document. */
export function parseXml(text: string): ReadDocument {
  const read = readText(text);
  return read.kind === 'refused' ? read : parsePlain(read.xml);
}

/** Parses what is known to be plain. */
export function parsePlain(xml: string): ReadDocument {
  const stop = (message: string): never => {
    throw new Error(message);
  };
  try {
    const document = new DOMParser({ errorHandler: { warning: stop, error: stop, fatalError: stop } }).parseFromString(
      xml,
      'text/xml',
    );
    const root = document.documentElement;
    return root !== null && document.childNodes.length === 1 ? { kind: 'read', root } : NOT_READ;
  } catch {
    return NOT_READ;
  }
}

/** The elements directly inside. */
export function childrenOf(parent: XmlElement): XmlElement[] {
  return Array.from(parent.childNodes).filter((node): node is XmlElement => node.nodeType === 1);
}

/** An element and all elements inside it, in document order. */
export function elementsOf(root: XmlElement): XmlElement[] {
  return [root, ...childrenOf(root).flatMap(elementsOf)];
}

/** True for an element of that namespace and name. */
export const isElement = (element: XmlElement, namespace: string, name: string): boolean =>
  element.namespaceURI === namespace && element.localName === name;

/** The elements of that name directly inside. */
export const namedChildren = (parent: XmlElement, namespace: string, name: string): XmlElement[] =>
  childrenOf(parent).filter((child) => isElement(child, namespace, name));

/** The one element of that name directly inside; null if there is none or more than one. */
export function onlyChild(parent: XmlElement, namespace: string, name: string): XmlElement | null {
  const [first = null, ...more] = namedChildren(parent, namespace, name);
  return more.length === 0 ? first : null;
}

/** The text of an element that holds nothing but text; null otherwise, or if there is none. */
export function textOf(element: XmlElement): string | null {
  const nodes = Array.from(element.childNodes);
  if (nodes.some(({ nodeType }) => nodeType !== 3)) return null;
  const text = nodes
    .map(({ nodeValue }) => nodeValue ?? '')
    .join('')
    .trim();
  return text === '' ? null : text;
}

/** The value of an attribute without a namespace; null if it is missing or empty. */
export function attributeOf(element: XmlElement, name: string): string | null {
  const value = element.getAttribute(name);
  return value === null || value === '' ? null : value;
}
