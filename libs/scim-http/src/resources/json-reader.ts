import type { Parsed, Refused } from '@luciq/scim';
import { checkText, MAX_BODY_DEPTH, MAX_OBJECT_NAMES, parsed, problem } from '@luciq/scim';

/** What may come next. `…-or-end`: right behind an opening bracket. */
type Expected = 'value' | 'value-or-end' | 'name' | 'name-or-end' | 'comma-or-end' | 'nothing';

/** A list or an object that is not closed yet; `names` counts those of an object, `name` is the one whose value is being read. */
interface Open {
  readonly value: unknown[] | Record<string, unknown>;
  names: number;
  name: string;
}

const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
/** Characters below it are written as escapes in a string (RFC 8259 section 7), bytes from it on are not ASCII. */
const [FIRST_PRINTABLE, FIRST_OF_MANY_BYTES] = [0x20, 0x80];
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const LITERALS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);
/** Of a number or of true, false and null. */
const isPlain = (byte: number): boolean =>
  (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x2b && byte <= 0x39 && byte !== COMMA && byte !== 0x2f) || byte === 0x45;
const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const notJson = (): Refused => problem('invalidSyntax', 'The body is not valid JSON in UTF-8. Send one JSON object.');

/**
 * Reads JSON (RFC 8259) a part at a time, so that a large body does not hold the others: JSON.parse, in one go, takes 0.2 s for the members of a large group
 * and more for as many different names. It gives what JSON.parse gives, and refuses besides it what is too deep, an object of too many names, and text that
 * nothing can keep. Names such as `__proto__` become harmless own keys.
 */
export class JsonReader {
  private at = 0;
  private expected: Expected = 'value';
  private readonly open: Open[] = [];
  private result: unknown;

  constructor(private readonly bytes: Buffer) {}

  /** Reads on until so many bytes more are read, and to the end of the word there; null where that was not yet the end. */
  read(bytes: number): Parsed<unknown> | null {
    const until = Math.min(this.bytes.length, this.at + bytes);
    while (this.at < until) {
      const byte = this.bytes[this.at] ?? 0;
      if (isSpace(byte)) {
        this.at += 1;
        continue;
      }
      const refused = this.step(byte);
      if (refused) return refused;
    }
    if (this.at < this.bytes.length) return null;
    return this.expected === 'nothing' ? parsed(this.result) : notJson();
  }

  private step(byte: number): Refused | null {
    switch (this.expected) {
      case 'value-or-end':
        return byte === CLOSE_LIST ? this.close(byte) : this.value(byte);
      case 'value':
        return this.value(byte);
      case 'name-or-end':
        return byte === CLOSE_OBJECT ? this.close(byte) : this.name(byte);
      case 'name':
        return this.name(byte);
      case 'comma-or-end':
        if (byte !== COMMA) return this.close(byte);
        this.at += 1;
        this.expected = Array.isArray(this.open.at(-1)?.value) ? 'value' : 'name';
        return null;
      case 'nothing':
        return notJson();
    }
  }

  private value(byte: number): Refused | null {
    if (byte === QUOTE) {
      const text = this.text();
      return text.ok ? this.put(text.value) : text;
    }
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) return this.begin(byte);
    const from = this.at;
    while (isPlain(this.bytes[this.at] ?? 0)) this.at += 1;
    const word = this.bytes.toString('latin1', from, this.at);
    const literal = LITERALS.get(word);
    if (literal !== undefined) return this.put(literal);
    return NUMBER.test(word) ? this.put(Number(word)) : notJson();
  }

  private begin(bracket: number): Refused | null {
    if (this.open.length === MAX_BODY_DEPTH)
      return problem(
        'invalidSyntax',
        `The body must not be nested more than ${MAX_BODY_DEPTH} deep. Send SCIM resources only.`,
      );
    const isList = bracket === OPEN_LIST;
    this.at += 1;
    this.expected = isList ? 'value-or-end' : 'name-or-end';
    this.open.push({ value: isList ? [] : {}, names: 0, name: '' });
    return null;
  }

  private close(bracket: number): Refused | null {
    const innermost = this.open.at(-1)?.value;
    if (!innermost || bracket !== (Array.isArray(innermost) ? CLOSE_LIST : CLOSE_OBJECT)) return notJson();
    this.open.pop();
    this.at += 1;
    return this.put(innermost);
  }

  private name(byte: number): Refused | null {
    const object = this.open.at(-1);
    if (byte !== QUOTE || !object) return notJson();
    const text = this.text();
    if (!text.ok) return text;
    object.name = text.value;
    object.names += 1;
    if (object.names > MAX_OBJECT_NAMES)
      return problem(
        'invalidValue',
        `An object of the body must not have more than ${MAX_OBJECT_NAMES} names. Send attributes of SCIM only, or several operations.`,
      );
    while (isSpace(this.bytes[this.at] ?? 0)) this.at += 1;
    if (this.bytes[this.at] !== COLON) return notJson();
    this.at += 1;
    this.expected = 'value';
    return null;
  }

  /** Puts a value where it belongs. */
  private put(value: unknown): null {
    const around = this.open.at(-1);
    this.expected = around ? 'comma-or-end' : 'nothing';
    if (!around) this.result = value;
    else if (Array.isArray(around.value)) around.value.push(value);
    else if (around.name === '__proto__')
      Object.defineProperty(around.value, around.name, { value, enumerable: true, writable: true, configurable: true });
    else around.value[around.name] = value;
    return null;
  }

  /** The string that begins here. Copied out of the body, which would be kept whole otherwise. */
  private text(): Parsed<string> {
    const from = this.at + 1;
    let isAscii = true;
    let isEscaped = false;
    let at = from;
    for (; ; at += 1) {
      const byte = this.bytes[at];
      if (byte === undefined || byte < FIRST_PRINTABLE) return notJson();
      if (byte === QUOTE) break;
      if (byte === BACKSLASH) {
        isEscaped = true;
        at += 1;
      } else if (byte >= FIRST_OF_MANY_BYTES) isAscii = false;
    }
    this.at = at + 1;
    if (!isEscaped && isAscii) return parsed(this.bytes.toString('latin1', from, at));
    try {
      const text = utf8.decode(this.bytes.subarray(isEscaped ? from - 1 : from, isEscaped ? at + 1 : at));
      if (!isEscaped) return parsed(text);
      const unescaped = String(JSON.parse(text));
      // Only an escape can bring in what cannot be kept.
      const fit = checkText(unescaped);
      return fit.ok ? parsed(unescaped) : fit;
    } catch {
      return notJson();
    }
  }
}
