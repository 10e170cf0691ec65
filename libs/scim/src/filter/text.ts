/** The form in which strings are compared where case does not count; claims, columns and filters all use it. */
export const foldCase = (text: string): string => text.toLowerCase();

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
