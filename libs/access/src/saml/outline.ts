/** Most elements in a response: a member of 1,000 groups has some 2,000 of them where each group is an attribute of its own. */
export const MAX_XML_ELEMENTS = 6_000;
/** Most attributes of all elements together, and of one. */
export const MAX_XML_ATTRIBUTES = 12_000;
export const MAX_ATTRIBUTES_OF_ELEMENT = 32;
/** Deepest nesting of elements in a response. */
export const MAX_XML_DEPTH = 32;
/** Different prefixes of namespaces in a response: canonical form compares those in scope at every element. */
export const MAX_XML_PREFIXES = 32;
/** Elements and characters of one signature with its certificates. */
export const MAX_SIGNATURE_ELEMENTS = 100;
export const MAX_SIGNATURE_LENGTH = 65_536;

/** A document seen from afar, by one walk over its tags: enough to refuse most of what is no good before anything costs time. */
export interface Outline {
  readonly kind: 'plain';
  readonly elements: number;
  /** How often an element of that local name begins, of the names in COUNTED. */
  readonly counts: ReadonlyMap<string, number>;
  /** Local name of the outermost element. */
  readonly root: string;
  /** The tag of the first status code. */
  readonly statusCode: string | null;
  /** Each signature within the tags around it and nothing else; null for one over the bounds above. */
  readonly signatures: readonly (string | null)[];
}

/** Why a text is no document that is looked at further. */
export interface NotPlain {
  readonly kind: 'refused';
  readonly reason: 'not-read' | 'too-large';
}

const COUNTED = new Set(['Assertion', 'EncryptedAssertion', 'Signature']);
const NOT_READ: NotPlain = { kind: 'refused', reason: 'not-read' };
const TOO_LARGE: NotPlain = { kind: 'refused', reason: 'too-large' };
const PREFIX = /\sxmlns:([^\s=]+)/g;
// The linter forbids control characters in a pattern, so those that XML forbids are made from their numbers.
const FORBIDDEN = new RegExp(
  `[${String.fromCharCode(0)}-${String.fromCharCode(8)}${String.fromCharCode(11, 12)}${String.fromCharCode(14)}-${String.fromCharCode(31)}\uFFFE\uFFFF]`,
);

interface OpenTag {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Elements before it. */
  readonly before: number;
}

/**
 * Refuses everything but elements, attributes and text, and what is over the bounds above. DTD, comment, CDATA and instruction are each text that one reader of a
 * document sees and another does not, which is how signed and believed text come apart. `<` cannot stand in a value, so the tags alone tell.
 */
export function outlineOf(xml: string): Outline | NotPlain {
  if (FORBIDDEN.test(xml)) return NOT_READ;
  const seen = new Walk(xml);
  for (let at = xml.indexOf('<'); at !== -1; at = xml.indexOf('<', at + 1)) {
    const refusal = seen.tag(at);
    if (refusal !== null) return refusal;
  }
  return seen.outline();
}

class Walk {
  private readonly open: OpenTag[] = [];
  private readonly prefixes = new Set<string>();
  private readonly counts = new Map<string, number>();
  private readonly signatures: (string | null)[] = [];
  private root: string | null = null;
  private statusCode: string | null = null;
  private elements = 0;
  private attributes = 0;

  constructor(private readonly xml: string) {}

  /** Takes in the tag that begins there; says why the text is refused, or null. */
  tag(start: number): NotPlain | null {
    const { xml } = this;
    const next = xml[start + 1];
    const tag = next === '!' || next === '?' ? null : readTag(xml, start);
    if (tag === null) return NOT_READ;
    if (next === '/') return this.close(start, tag.end);
    if (this.open.length === 0 && this.root !== null) return NOT_READ;
    const isEmpty = xml[tag.end - 1] === '/';
    const name = /^[^\s/>]+/.exec(xml.slice(start + 1, Math.min(tag.end + 1, start + 200)))?.[0] ?? '';
    this.begin({ name, start, end: tag.end, before: this.elements }, tag.attributes);
    if (!isEmpty) this.open.push({ name, start, end: tag.end, before: this.elements - 1 });
    const isOver =
      this.elements > MAX_XML_ELEMENTS ||
      this.attributes > MAX_XML_ATTRIBUTES ||
      tag.attributes > MAX_ATTRIBUTES_OF_ELEMENT;
    return isOver || this.open.length > MAX_XML_DEPTH || this.prefixes.size > MAX_XML_PREFIXES ? TOO_LARGE : null;
  }

  outline(): Outline | NotPlain {
    const { root, open, elements, counts, statusCode, signatures } = this;
    return root === null || open.length > 0
      ? NOT_READ
      : { kind: 'plain', root, elements, counts, statusCode, signatures };
  }

  private begin({ name, start, end }: OpenTag, attributes: number): void {
    const local = localName(name);
    this.root ??= local;
    this.elements += 1;
    this.attributes += attributes;
    if (COUNTED.has(local)) this.counts.set(local, (this.counts.get(local) ?? 0) + 1);
    if (local === 'StatusCode') this.statusCode ??= this.xml.slice(start, end + 1);
    if (attributes > 0 && attributes <= MAX_ATTRIBUTES_OF_ELEMENT) {
      for (const [, prefix = ''] of this.xml.slice(start, end).matchAll(PREFIX)) this.prefixes.add(prefix);
    }
  }

  private close(start: number, end: number): NotPlain | null {
    const opened = this.open.pop();
    if (opened === undefined || this.xml.slice(start + 2, end).trimEnd() !== opened.name) return NOT_READ;
    if (localName(opened.name) === 'Signature' && this.signatures.length <= 2)
      this.signatures.push(this.skeleton(opened, end));
    return null;
  }

  /** The signature within the tags around it, which say what its prefixes mean. */
  private skeleton({ start, before }: OpenTag, end: number): string | null {
    const around = this.open;
    if (this.elements - before > MAX_SIGNATURE_ELEMENTS || end - start > MAX_SIGNATURE_LENGTH || around.length > 2)
      return null;
    const opening = around.map((tag) => this.xml.slice(tag.start, tag.end + 1)).join('');
    const closing = around
      .toReversed()
      .map(({ name }) => `</${name}>`)
      .join('');
    return opening + this.xml.slice(start, end + 1) + closing;
  }
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

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
