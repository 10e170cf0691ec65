/** The ETag of a revision of a resource (RFC 7644 section 3.14). Weak: two renderings of one revision may differ in bytes. */
export const versionOf = (revision: number): string => `W/"${revision}"`;

/** What the preconditions of a request say about the resource as it is. */
export type Precondition = 'holds' | 'failed' | 'not-modified';

const TAG = /\s*(?:W\/)?("[^"]*")\s*(?:,|$)/y;

/** The opaque tags of a list of ETags; null for a header that is not one. Empty elements are allowed, as in any HTTP list. */
function tagsOf(header: string): readonly string[] | null {
  const tags: string[] = [];
  let at = 0;
  while (at < header.length) {
    const comma = /\s*,?/y;
    TAG.lastIndex = at;
    const found = TAG.exec(header);
    if (found?.[1] !== undefined) {
      tags.push(found[1]);
      at = TAG.lastIndex;
      continue;
    }
    comma.lastIndex = at;
    comma.exec(header);
    if (comma.lastIndex === at) return null;
    at = comma.lastIndex;
  }
  return tags;
}

/**
 * True if an If-Match or If-None-Match header names the version: `*` names any, a header that is malformed none. Tags are
 * compared without `W/`, because RFC 7644 section 3.14 uses weak ones in both headers.
 */
export function namesVersion(header: string, version: string): boolean {
  if (header.trim() === '*') return true;
  const [own = ''] = tagsOf(version) ?? [];
  return (tagsOf(header) ?? []).includes(own);
}

/**
 * Judges If-Match and If-None-Match against the version of the resource that is there: `failed` is 412, `not-modified` 304
 * (RFC 7644 section 3.14). Both headers are optional; Okta sends neither.
 */
export function precondition(
  headers: { readonly ifMatch?: string | undefined; readonly ifNoneMatch?: string | undefined },
  version: string,
  access: 'read' | 'write',
): Precondition {
  if (headers.ifMatch !== undefined && !namesVersion(headers.ifMatch, version)) return 'failed';
  if (headers.ifNoneMatch === undefined || !namesVersion(headers.ifNoneMatch, version)) return 'holds';
  return access === 'read' ? 'not-modified' : 'failed';
}
