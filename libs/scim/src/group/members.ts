import type { Json } from '@luciq/events';
import type { Parsed } from '../error.ts';
import { kindOf, parsed, problem } from '../error.ts';
import { elementMatches } from '../filter/evaluate.ts';
import type { Filter, FilterPath } from '../filter/filter.ts';
import { isObject, memberInAnyCase } from '../json.ts';
import { MAX_MEMBER_ID_LENGTH, MAX_MEMBERS_PER_REQUEST } from '../limits.ts';
import { isStorable } from '../resource/value.ts';

/** The `type` of every member. */
export const MEMBER_TYPE = 'User';

/** Which members a path means: those of these ids, or those that a filter matches. */
export type MemberSelection =
  | { readonly kind: 'ids'; readonly memberIds: readonly string[] }
  /** Made from `value` and `type` alone, which is all that a group knows of a member. */
  | { readonly kind: 'filter'; readonly filter: Filter };

/** True if the filter of a selection matches the member of that id. */
export const memberMatches = (filter: Filter, memberId: string): boolean =>
  elementMatches(filter, { value: memberId, type: MEMBER_TYPE });

/** Counts the member ids that one request names, over all of its operations. */
export class MemberBudget {
  private left = MAX_MEMBERS_PER_REQUEST;

  /** Takes so many; false when the request names too many. */
  take(count: number): boolean {
    this.left -= count;
    return this.left >= 0;
  }
}

const tooMany = () =>
  problem(
    'invalidValue',
    `A request must not name more than ${MAX_MEMBERS_PER_REQUEST} members: send the rest in another one.`,
  );

/** `number` is the place of the member in the list that was sent, from 1. */
function memberId(item: unknown, number: number): Parsed<string> {
  const value = isObject(item) ? memberInAnyCase(item, 'value') : item;
  if (typeof value !== 'string' || value === '')
    return problem(
      'invalidValue',
      `Each of members must have a value, the id of a user: number ${number} has ${kindOf(value)}.`,
    );
  if (value.length > MAX_MEMBER_ID_LENGTH || !isStorable(value)) {
    return problem(
      'invalidValue',
      `The value of number ${number} of members must be the id of a user: well-formed text of at most ${MAX_MEMBER_ID_LENGTH} characters.`,
    );
  }
  const type = isObject(item) ? memberInAnyCase(item, 'type') : undefined;
  if (type === undefined || type === null || type === '') return parsed(value);
  if (typeof type === 'string' && type.toLowerCase() === MEMBER_TYPE.toLowerCase()) return parsed(value);
  return problem(
    'invalidValue',
    `Number ${number} of members must be of type User: a group of Luciq contains no groups. Push the users of the inner group instead.`,
  );
}

/**
 * The ids of a list of members, each once, in the order sent; a single one stands for a list of one, and null or "" for an
 * empty one. `display` and `$ref` are read past: they follow from the member.
 */
export function parseMemberIds(value: unknown, budget: MemberBudget): Parsed<readonly string[]> {
  if (value === null || value === undefined || value === '') return parsed([]);
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!budget.take(items.length)) return tooMany();
  const ids = new Set<string>();
  for (const [index, item] of items.entries()) {
    if (item === null) continue;
    const id = memberId(item, index + 1);
    if (!id.ok) return id;
    ids.add(id.value);
  }
  return parsed([...ids]);
}

function pathsOf(filter: Filter): readonly FilterPath[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.terms.flatMap(pathsOf);
    case 'not':
      return pathsOf(filter.term);
    case 'element':
      return pathsOf(filter.filter);
    case 'compare':
    case 'present':
      return [filter.path];
    case 'constant':
      return [];
  }
}

/** The ids that a filter of nothing but `value eq` names; null for any other. */
function exactIds(filter: Filter): readonly string[] | null {
  if (filter.kind === 'compare' && filter.operator === 'eq' && filter.path.key === 'value') {
    const id: Json = filter.value;
    return typeof id === 'string' ? [id] : null;
  }
  if (filter.kind !== 'or') return null;
  const ids = filter.terms.map(exactIds);
  return ids.every((each) => each !== null) ? ids.flat() : null;
}

/** What the filter of `members[…]` selects. One that asks for more than `value` and `type` is invalidFilter. */
export function selectMembers(filter: Filter): Parsed<MemberSelection> {
  const memberIds = exactIds(filter);
  if (memberIds) return parsed({ kind: 'ids', memberIds });
  if (pathsOf(filter).every(({ key }) => key === 'value' || key === 'type')) return parsed({ kind: 'filter', filter });
  return problem('invalidFilter', 'Members can be chosen by value or type only, such as members[value eq "…"].');
}
