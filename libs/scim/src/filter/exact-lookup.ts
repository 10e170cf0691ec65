import type { Filter } from './filter.ts';

/** A look-up by one exact value, as Okta makes it before each assignment. */
export interface ExactLookup {
  readonly attribute: 'userName' | 'id';
  readonly value: string;
}

/** A look-up of a group by one exact value, as Okta makes it before each push. */
export interface ExactGroupLookup {
  readonly attribute: 'displayName' | 'id';
  readonly value: string;
}

function exactValue(filter: Filter): { readonly key: string; readonly value: string } | null {
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.path.sub || typeof filter.value !== 'string')
    return null;
  return { key: filter.path.key, value: filter.value };
}

/** The look-up that a filter of groups is, if it is `displayName eq "…"` or `id eq "…"` and nothing else. */
export function exactGroupLookup(filter: Filter): ExactGroupLookup | null {
  const exact = exactValue(filter);
  if (exact?.key !== 'displayName' && exact?.key !== 'id') return null;
  return { attribute: exact.key, value: exact.value };
}

/** The look-up that a filter of users is, if it is `userName eq "…"` or `id eq "…"` and nothing else. */
export function exactLookup(filter: Filter): ExactLookup | null {
  const exact = exactValue(filter);
  if (exact?.key !== 'userName' && exact?.key !== 'id') return null;
  return { attribute: exact.key, value: exact.value };
}
