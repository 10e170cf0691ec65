/** Full-width and half-width forms: the characters whose decomposition is called <wide> or <narrow> in Unicode's data. */
const WIDTH_FORMS =
  /[\u3000\uff01-\uffbe\uffc2-\uffc7\uffca-\uffcf\uffd2-\uffd7\uffda-\uffdc\uffe0-\uffe6\uffe8-\uffee]/g;

/** Half-width Hangul letters, from and to, and the first letter that they stand for: here NFKC goes further than width. */
const HANGUL = [
  [0xffa1, 0xffbe, 0x3131],
  [0xffc2, 0xffc7, 0x314f],
  [0xffca, 0xffcf, 0x3155],
  [0xffd2, 0xffd7, 0x315b],
  [0xffda, 0xffdc, 0x3161],
] as const;

/** The character of ordinary width that a full-width or half-width one stands for (RFC 8265 section 3.3.2, width mapping). */
function ordinaryWidth(form: string): string {
  const unit = form.charCodeAt(0);
  if (unit === 0xffa0) return '\u3164';
  if (unit === 0xffe3) return '\u00af';
  const letters = HANGUL.find(([from, to]) => unit >= from && unit <= to);
  return letters ? String.fromCharCode(unit - letters[0] + letters[2]) : form.normalize('NFKC');
}

/** Every full-width and half-width form, with the character of ordinary width in its place. */
export const WIDTHS: readonly (readonly [form: string, ordinary: string])[] = Array.from(
  { length: 0x10000 },
  (_, unit) => String.fromCharCode(unit),
)
  .filter((character) => character.search(WIDTH_FORMS) === 0)
  .map((form) => [form, ordinaryWidth(form)] as const);

/** White space as `trim` has it; what is at either end of a value is no part of it when it is compared. */
export const BLANKS =
  '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

const PLAIN = /^[\u0000-\u007f]*$/;

/**
 * A part of a value, such as the literal of `co`, in the form in which strings are compared where case does not count: width,
 * case and composed form (NFC) as the PRECIS profile UsernameCaseMapped maps them (RFC 8265 section 3.3.2, RFC 7644 section 5).
 */
export function foldPart(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text.replaceAll(WIDTH_FORMS, ordinaryWidth).toLowerCase().normalize('NFC');
}

/**
 * The form in which whole strings are compared where case does not count: as `foldPart`, without blanks at the ends. Claims,
 * columns and filters all use it, so that a name and its look-alike are one name everywhere. It is never shown.
 */
export const foldCase = (text: string): string => foldPart(text).trim();

/** The form in which names were compared before `foldCase` knew more than case: claims that were taken then are found by it. */
export const lowerCase = (text: string): string => text.toLowerCase();

/** Moves surrogates above the rest, so that UTF-16 units order like the code points and the UTF-8 bytes they stand for. */
const rank = (unit: number): number => {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
};

/** Orders strings by code point, as a database does that compares UTF-8 bytes: below, at or above 0. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const difference = rank(a.charCodeAt(at)) - rank(b.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
