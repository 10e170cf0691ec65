import type { Filter } from './filter.ts';

/** Comparisons in a filter. */
export function countComparisons(filter: Filter): number {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.terms.reduce((count, term) => count + countComparisons(term), 0);
    case 'not':
      return countComparisons(filter.term);
    case 'element':
      return countComparisons(filter.filter);
    case 'compare':
    case 'present':
    case 'constant':
      return 1;
  }
}

/**
 * The condition on one element that a condition on a resource comes to, and the attribute it is of; null for any other
 * condition. Of such conditions on one attribute, joined by `or`, one element must meet one of them: they are one condition.
 */
export function elementCondition(filter: Filter): { readonly key: string; readonly filter: Filter } | null {
  if (filter.kind === 'element') return { key: filter.path.key, filter: filter.filter };
  if (filter.kind !== 'compare' || filter.operator === 'ne') return null;
  const {
    path: { key, attribute, sub },
    operator,
    value,
  } = filter;
  if (!attribute.multiValued || attribute.type !== 'complex' || !sub) return null;
  return { key, filter: { kind: 'compare', path: { key: sub.name, attribute: sub }, operator, value } };
}

/** One group may have as many members as the company has users, and they are looked at in one go: each comparison counts. */
const MEMBERS = 'members';

/** Comparisons with every member; `value eq` is a look-up of one. */
function memberScans(filter: Filter): number {
  if (filter.kind === 'and' || filter.kind === 'or')
    return filter.terms.reduce((count, term) => count + memberScans(term), 0);
  if (filter.kind === 'not') return memberScans(filter.term);
  return filter.kind === 'compare' && filter.operator === 'eq' && filter.path.key === 'value'
    ? 0
    : countComparisons(filter);
}

/** How often a filter has all values of a multi-valued attribute looked at, as far as no index helps. */
export function countScans(filter: Filter): number {
  switch (filter.kind) {
    case 'and':
      return filter.terms.reduce((count, term) => count + countScans(term), 0);
    case 'or': {
      const keys = new Set<string>();
      let others = 0;
      for (const term of filter.terms) {
        const condition = elementCondition(term);
        if (condition?.key === MEMBERS) others += memberScans(condition.filter);
        else if (condition) keys.add(condition.key);
        else others += countScans(term);
      }
      return keys.size + others;
    }
    case 'not':
      return countScans(filter.term);
    case 'element':
    case 'compare': {
      const condition = elementCondition(filter);
      if (condition?.key === MEMBERS) return memberScans(condition.filter);
      return filter.path.attribute.multiValued ? 1 : 0;
    }
    case 'present':
      return filter.path.attribute.multiValued ? 1 : 0;
    case 'constant':
      return 0;
  }
}
