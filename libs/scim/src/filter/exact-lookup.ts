import type { Filter } from './filter.ts';

/** A look-up by one exact value, as Okta makes it before each assignment. */
export interface ExactLookup {
  readonly attribute: 'userName' | 'id';
  readonly value: string;
}

/** The look-up that a filter is, if it is `userName eq "…"` or `id eq "…"` and nothing else. */
export function exactLookup(filter: Filter): ExactLookup | null {
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.path.sub) return null;
  const { key } = filter.path;
  if ((key !== 'userName' && key !== 'id') || typeof filter.value !== 'string') return null;
  return { attribute: key, value: filter.value };
}
