const LAST_POINT = 0x10ffff;
const SURROGATES = { first: 0xd800, last: 0xdfff };

/**
 * The first text, by code points, that comes after every text with this prefix; null where there is none. Together they let an
 * index find what begins with the prefix.
 */
export function endOfPrefix(prefix: string): string | null {
  const points = [...prefix];
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const next = (last.codePointAt(0) ?? 0) + 1;
    if (next > LAST_POINT) continue;
    const isSurrogate = next >= SURROGATES.first && next <= SURROGATES.last;
    return points.join('') + String.fromCodePoint(isSurrogate ? SURROGATES.last + 1 : next);
  }
  return null;
}
