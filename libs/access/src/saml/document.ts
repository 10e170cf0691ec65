import { createRequire } from 'node:module';
import { MAX_SAML_RESPONSE_BYTES } from './types.ts';

/** Most tags and attributes in a response: the XML libraries need time that grows with the square of them, and a sign-in needs fewer than a hundred. */
export const MAX_XML_PARTS = 2_000;
/** Deepest nesting of elements in a response. */
export const MAX_XML_DEPTH = 64;

/** The namespaces of SAML 2.0 and of XML signatures. */
export const NAMESPACES = {
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
} as const;

/** What is used of a node of XML. */
export interface XmlNode {
  readonly nodeType: number;
  readonly nodeValue: string | null;
}

/** What is used of an attribute. */
export interface XmlAttribute {
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
  getAttribute(name: string): string | null;
}

interface Xmldom {
  readonly DOMParser: new (options: { readonly errorHandler: Readonly<Record<'warning' | 'error' | 'fatalError', (message: string) => never>> }) => {
    parseFromString(xml: string, type: 'text/xml'): { readonly childNodes: ArrayLike<XmlNode>; readonly documentElement: XmlElement | null };
  };
}

// Its typings would bring the globals of a browser into every file of the workspace, so the parts that are used are written down above.
const { DOMParser } = createRequire(import.meta.url)('@xmldom/xmldom') as Xmldom;

/** A response whose XML can be read safely, or why not. */
export type ReadDocument = { readonly kind: 'read'; readonly xml: string; readonly root: XmlElement } | { readonly kind: 'refused'; readonly reason: 'not-read' | 'too-large' };

const NOT_READ = { kind: 'refused', reason: 'not-read' } as const;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const DECLARATION = /^<\?xml [^<>?]*\?>/;
// The linter forbids control characters in a pattern, so those that XML forbids are made from their numbers.
const FORBIDDEN = new RegExp(`[${String.fromCharCode(0)}-${String.fromCharCode(8)}${String.fromCharCode(11, 12)}${String.fromCharCode(14)}-${String.fromCharCode(31)}\uFFFE\uFFFF]`);

/** From base64 to a parsed document. Nothing in it is trusted yet. */
export function readDocument(base64: string): ReadDocument {
  if (base64.length > MAX_SAML_RESPONSE_BYTES * 2) return { kind: 'refused', reason: 'too-large' };
  const dense = base64.replace(/[\t\r\n ]+/g, '');
  if (dense === '' || !BASE64.test(dense)) return NOT_READ;
  const bytes = Buffer.from(dense, 'base64');
  if (bytes.length > MAX_SAML_RESPONSE_BYTES) return { kind: 'refused', reason: 'too-large' };
  let xml: string;
  try {
    xml = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return NOT_READ;
  }
  return parseXml(xml);
}

/** Parses a plain document: elements, attributes and text only. */
export function parseXml(text: string): ReadDocument {
  const xml = text.replace(DECLARATION, '').trim();
  const reason = refusalOfText(xml);
  if (reason !== null) return { kind: 'refused', reason };
  const stop = (message: string): never => {
    throw new Error(message);
  };
  try {
    const document = new DOMParser({ errorHandler: { warning: stop, error: stop, fatalError: stop } }).parseFromString(xml, 'text/xml');
    const root = document.documentElement;
    return root !== null && document.childNodes.length === 1 ? { kind: 'read', xml, root } : NOT_READ;
  } catch {
    return NOT_READ;
  }
}

/**
 * Null for XML without a DTD, entities, comments, CDATA or instructions, and within the bounds above. Each of those is text that one reader of a
 * document sees and another does not, which is how signed and believed text come apart. `<` cannot stand in a value, so the text alone tells.
 */
function refusalOfText(xml: string): 'not-read' | 'too-large' | null {
  if (FORBIDDEN.test(xml)) return 'not-read';
  let depth = 0;
  let parts = 0;
  for (let at = xml.indexOf('<'); at !== -1; at = xml.indexOf('<', at + 1)) {
    const next = xml[at + 1];
    if (next === '!' || next === '?') return 'not-read';
    const tag = readTag(xml, at);
    if (tag === null) return 'not-read';
    parts += 1 + tag.attributes;
    if (next === '/') depth -= 1;
    else if (xml[tag.end - 1] !== '/') depth += 1;
    if (depth > MAX_XML_DEPTH || parts > MAX_XML_PARTS) return 'too-large';
  }
  return null;
}

/** Where the tag that begins there ends, and how many values it holds; null if it does not end. */
function readTag(xml: string, start: number): { readonly end: number; readonly attributes: number } | null {
  let attributes = 0;
  for (let at = start + 1; at < xml.length; at += 1) {
    const character = xml[at];
    if (character === '>') return { end: at, attributes };
    if (character === '<') return null;
    if (character !== '"' && character !== "'") continue;
    attributes += 1;
    at = xml.indexOf(character, at + 1);
    if (at === -1) return null;
  }
  return null;
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
export const isElement = (element: XmlElement, namespace: string, name: string): boolean => element.namespaceURI === namespace && element.localName === name;

/** The elements of that name directly inside. */
export const namedChildren = (parent: XmlElement, namespace: string, name: string): XmlElement[] => childrenOf(parent).filter((child) => isElement(child, namespace, name));

/** The one element of that name directly inside; null if there is none or more than one. */
export function onlyChild(parent: XmlElement, namespace: string, name: string): XmlElement | null {
  const [first = null, ...more] = namedChildren(parent, namespace, name);
  return more.length === 0 ? first : null;
}

/** The text of an element that holds nothing but text; null otherwise, or if there is none. */
export function textOf(element: XmlElement): string | null {
  const nodes = Array.from(element.childNodes);
  if (nodes.some(({ nodeType }) => nodeType !== 3)) return null;
  const text = nodes.map(({ nodeValue }) => nodeValue ?? '').join('').trim();
  return text === '' ? null : text;
}

/** The value of an attribute without a namespace; null if it is missing or empty. */
export function attributeOf(element: XmlElement, name: string): string | null {
  const value = element.getAttribute(name);
  return value === null || value === '' ? null : value;
}
