import type { Parsed } from '../error.ts';
import { inOperation, kindOf, parsed, problem } from '../error.ts';
import { countComparisons } from '../filter/cost.ts';
import { isObject } from '../json.ts';
import { MAX_MEMBER_SCANS } from '../limits.ts';
import type { AttributeTarget, PatchOperation } from '../patch/operation.ts';
import { parsePatch } from '../patch/parse.ts';
import { groupResourceType } from '../schema/group-type.ts';
import { resolveAttribute } from '../schema/lookup.ts';
import { groupMembersOf, parseExternalId, parseGroupName } from './draft.ts';
import type { MemberSelection } from './members.ts';
import { MemberBudget, parseMemberIds, selectMembers } from './members.ts';

/**
 * One step of a PATCH of a group. Members are always a difference to whatever the group has when it is decided, so that
 * requests that run at the same time lose nothing of each other.
 */
export type GroupChange =
  | { readonly kind: 'rename'; readonly displayName: string }
  | { readonly kind: 'setExternalId'; readonly externalId: string | null }
  | { readonly kind: 'addMembers'; readonly memberIds: readonly string[] }
  | { readonly kind: 'removeMembers'; readonly members: MemberSelection }
  /** These and no others; none to empty the group. */
  | { readonly kind: 'replaceMembers'; readonly memberIds: readonly string[] }
  /** The selected members go and this one comes; noTarget where nobody is selected. */
  | { readonly kind: 'exchangeMembers'; readonly members: MemberSelection; readonly memberId: string };

/** What the operations of one request may still name. */
interface Reading {
  readonly members: MemberBudget;
  /** Comparisons with every member so far. */
  scans: number;
}

const notChangeable = () =>
  problem('mutability', "What a group says of a member can't be changed: remove the member and add another.");

function select(target: AttributeTarget, reading: Reading): Parsed<MemberSelection> {
  if (!target.filter) return problem('invalidPath', 'The path must choose members with a filter.');
  const selection = selectMembers(target.filter);
  if (!selection.ok) return selection;
  const { value } = selection;
  if (value.kind === 'filter') reading.scans += countComparisons(value.filter);
  const fits =
    value.kind === 'filter' ? reading.scans <= MAX_MEMBER_SCANS : reading.members.take(value.memberIds.length);
  return fits
    ? selection
    : problem(
        'invalidValue',
        `The paths of a request must not have more than ${MAX_MEMBER_SCANS} comparisons that choose members other than by value eq.`,
      );
}

function filteredChange(
  { op, value }: PatchOperation,
  target: AttributeTarget,
  reading: Reading,
): Parsed<readonly GroupChange[]> {
  if (op === 'add') return notChangeable();
  const members = select(target, reading);
  if (!members.ok) return members;
  if (op === 'remove') return parsed([{ kind: 'removeMembers', members: members.value }]);
  const given = parseMemberIds(value, reading.members);
  if (!given.ok) return given;
  const [memberId, ...others] = given.value;
  if (memberId === undefined) return parsed([{ kind: 'removeMembers', members: members.value }]);
  if (others.length > 0)
    return problem('invalidValue', 'One member can only be replaced by one other: use the path members for a list.');
  return parsed([{ kind: 'exchangeMembers', members: members.value, memberId }]);
}

function memberChange(
  operation: PatchOperation,
  target: AttributeTarget,
  reading: Reading,
): Parsed<readonly GroupChange[]> {
  const { op, value } = operation;
  if (target.sub) return notChangeable();
  if (target.filter) return filteredChange(operation, target, reading);
  if (op === 'remove' && (value === undefined || value === null))
    return parsed([{ kind: 'replaceMembers', memberIds: [] }]);
  const given = parseMemberIds(value, reading.members);
  if (!given.ok) return given;
  const memberIds = given.value;
  switch (op) {
    case 'add':
      return parsed(memberIds.length > 0 ? [{ kind: 'addMembers', memberIds }] : []);
    case 'replace':
      return parsed([{ kind: 'replaceMembers', memberIds }]);
    case 'remove':
      // A list of values is Entra's: see transcripts/entra/members-are-removed-by-a-list-of-values.json.
      return parsed(memberIds.length > 0 ? [{ kind: 'removeMembers', members: { kind: 'ids', memberIds } }] : []);
  }
}

function attributeChange(
  operation: PatchOperation,
  target: AttributeTarget,
  reading: Reading,
): Parsed<readonly GroupChange[]> {
  const { op, value } = operation;
  if (target.key === 'members') return memberChange(operation, target, reading);
  if (target.key === 'displayName') {
    if (op === 'remove') return problem('mutability', "displayName is required and can't be removed.");
    const name = parseGroupName(value);
    return name.ok ? parsed([{ kind: 'rename', displayName: name.value }]) : name;
  }
  if (target.key !== 'externalId') return parsed([]);
  const externalId = op === 'remove' ? parsed(null) : parseExternalId(value);
  return externalId.ok ? parsed([{ kind: 'setExternalId', externalId: externalId.value }]) : externalId;
}

/** An object of attributes, without a path or under the URN of the schema; Okta sends the `id` with the name. */
function objectChange(operation: PatchOperation, reading: Reading): Parsed<readonly GroupChange[]> {
  const { op, value } = operation;
  if (op === 'remove') return problem('mutability', "The core schema of a resource can't be removed.");
  if (!isObject(value))
    return problem('invalidValue', `A value without a path must be an object of attributes, not ${kindOf(value)}.`);
  const said = groupMembersOf(value);
  if (!said.ok) return said;
  const changes: GroupChange[] = [];
  for (const [key, each] of said.value) {
    const path = resolveKey(key);
    if (!path) continue;
    const change = attributeChange({ ...operation, target: path, value: each }, path, reading);
    if (!change.ok) return change;
    changes.push(...change.value);
  }
  return parsed(changes);
}

function resolveKey(key: string): AttributeTarget | null {
  const path = resolveAttribute(groupResourceType, key);
  return path ? { kind: 'attribute', ...path } : null;
}

/**
 * Reads the body of a PATCH of a group (RFC 7644 section 3.5.2) as steps in order, in time that is linear in the body.
 * Nothing of it depends on what the group has. Problems as for parsePatch, and invalidFilter for a filter that asks what a
 * group does not know of its members, mutability for a path into a member.
 */
export function parseGroupPatch(body: unknown, ignored: string[] = []): Parsed<readonly GroupChange[]> {
  const operations = parsePatch(groupResourceType, body, ignored);
  if (!operations.ok) return operations;
  const reading: Reading = { members: new MemberBudget(), scans: 0 };
  const changes: GroupChange[] = [];
  for (const operation of operations.value) {
    const { target } = operation;
    const step =
      target?.kind === 'attribute' ? attributeChange(operation, target, reading) : objectChange(operation, reading);
    if (!step.ok) return inOperation(operation.number, step);
    changes.push(...step.value);
  }
  return parsed(changes);
}
