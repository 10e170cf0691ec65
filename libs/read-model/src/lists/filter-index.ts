import type { Filter } from '@luciq/scim';
import type { Subject } from './filter-subjects.ts';
import { columnName } from './filter-subjects.ts';

/** The attribute of users whose values are looked up in columns with an index. */
export const EMAILS = 'emails';

const hasElementIndex = (key: string, { relation, table }: Subject): boolean =>
  key === relation.key || (table === 'users' && key === EMAILS);

/** The value with which a condition on an element asks for `value eq`, alone or together with more; null for any other. */
export function exactElementValue(filter: Filter): string | null {
  if (filter.kind === 'and') {
    for (const term of filter.terms) {
      const found = exactElementValue(term);
      if (found !== null) return found;
    }
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.value !== 'string') return null;
  return filter.path.key === 'value' && !filter.path.sub ? filter.value : null;
}

/** True if indexes find all that can match, so that the rest need not be looked at. */
export function isFoundByIndex(filter: Filter, subject: Subject): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.terms.some((term) => isFoundByIndex(term, subject));
    case 'or':
      return filter.terms.every((term) => isFoundByIndex(term, subject));
    case 'constant':
      return !filter.value;
    case 'not':
    case 'present':
      return false;
    case 'element':
      return hasElementIndex(filter.path.key, subject) && exactElementValue(filter.filter) !== null;
    case 'compare': {
      const { path, operator, value } = filter;
      if (operator !== 'eq' || typeof value !== 'string') return false;
      if (path.sub?.name === 'value' && hasElementIndex(path.key, subject)) return true;
      return path.key === 'id' || subject.columns.get(columnName(path))?.indexed === true;
    }
  }
}
