/** The ETag of a revision of a resource (RFC 7644 section 3.14). Weak: two renderings of one revision may differ in bytes. */
export const versionOf = (revision: number): string => `W/"${revision}"`;

/** The headers that say on which version of a resource a request is to be done. */
export interface Preconditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

/** What the preconditions of a read say about the resource as it is. */
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

/** Revisions of a resource on which a write may be done. */
export interface ExpectedRevision {
  /** One of these; `any` where the resource only has to be there. */
  readonly anyOf: 'any' | readonly number[];
  /** None of these; `any` where the resource must not be there. */
  readonly noneOf: 'any' | readonly number[];
}

/** The revision that an opaque tag of ours names; no others are known. */
const revisionsOf = (tag: string): readonly number[] => {
  const digits = /^"(0|[1-9]\d{0,14})"$/.exec(tag)?.[1];
  return digits === undefined ? [] : [Number(digits)];
};

/** `*` names any revision, a header that is malformed none. Tags are read without `W/`, because RFC 7644 section 3.14 uses weak ones in both headers. */
const namedRevisions = (header: string): 'any' | readonly number[] =>
  header.trim() === '*' ? 'any' : (tagsOf(header) ?? []).flatMap(revisionsOf);

const names = (revisions: 'any' | readonly number[], revision: number): boolean =>
  revisions === 'any' || revisions.includes(revision);

const ANY_REVISION: ExpectedRevision = { anyOf: 'any', noneOf: [] };

/** If-Match and If-None-Match of a write as data (RFC 7644 section 3.14); null where neither was sent. */
export function expectedRevision({ ifMatch, ifNoneMatch }: Preconditions): ExpectedRevision | null {
  if (ifMatch === undefined && ifNoneMatch === undefined) return null;
  return {
    anyOf: ifMatch === undefined ? 'any' : namedRevisions(ifMatch),
    noneOf: ifNoneMatch === undefined ? [] : namedRevisions(ifNoneMatch),
  };
}

/** True for a revision that was expected. */
export const isExpected = ({ anyOf, noneOf }: ExpectedRevision, revision: number): boolean =>
  names(anyOf, revision) && !names(noneOf, revision);

/** Judges If-Match and If-None-Match of a read: `failed` is 412, `not-modified` 304 (RFC 7644 section 3.14). Both headers are optional; Okta sends neither. */
export function precondition(headers: Preconditions, revision: number): Precondition {
  const { anyOf, noneOf } = expectedRevision(headers) ?? ANY_REVISION;
  if (!names(anyOf, revision)) return 'failed';
  return names(noneOf, revision) ? 'not-modified' : 'holds';
}
