import type { Parsed } from '../error.ts';
import { kindOf, parsed, problem } from '../error.ts';
import { isObject } from '../json.ts';
import { MAX_GROUP_NAME_LENGTH } from '../limits.ts';
import { checkSchemas, isGiven, isKept } from '../resource/parse.ts';
import { parseValue } from '../resource/value.ts';
import { groupResourceType } from '../schema/group-type.ts';
import { resolveAttribute, resolveSchema, typeIndex } from '../schema/lookup.ts';
import { MemberBudget, parseMemberIds } from './members.ts';

/** A group as a POST or PUT describes it. */
export interface GroupDraft {
  readonly displayName: string;
  readonly externalId: string | null;
  /** Null where the body says nothing about members: a PUT then leaves them as they are. */
  readonly memberIds: readonly string[] | null;
}

/** Checks what was sent as the name of a group. */
export function parseGroupName(value: unknown): Parsed<string> {
  const label = 'displayName';
  const path = resolveAttribute(groupResourceType, label);
  const name = path ? parseValue(path.attribute, value, label) : parsed(undefined);
  if (!name.ok) return name;
  if (typeof name.value !== 'string' || !isGiven(name.value))
    return problem('invalidValue', 'displayName is required and must not be empty.');
  if (name.value.length > MAX_GROUP_NAME_LENGTH) {
    return problem('invalidValue', `displayName must not be longer than ${MAX_GROUP_NAME_LENGTH} characters.`);
  }
  return parsed(name.value);
}

/** Checks what was sent as the id that the identity provider has for a group; null and "" are none. */
export function parseExternalId(value: unknown): Parsed<string | null> {
  const label = 'externalId';
  const path = resolveAttribute(groupResourceType, label);
  const id = path ? parseValue(path.attribute, value, label) : parsed(undefined);
  if (!id.ok) return id;
  return parsed(typeof id.value === 'string' && id.value !== '' ? id.value : null);
}

/** What a body says of the attributes that a client can set, under their schema names; the core schema's URN may hold some. */
export function groupMembersOf(body: Readonly<Record<string, unknown>>): Parsed<ReadonlyMap<string, unknown>> {
  const { attributes } = typeIndex(groupResourceType).core;
  const entries = Object.entries(body);
  const underUrn = entries.flatMap(([name, value]) =>
    resolveSchema(groupResourceType, name) && isObject(value) ? Object.entries(value) : [],
  );
  const said = new Map<string, unknown>();
  for (const [name, value] of [...entries, ...underUrn]) {
    const found = attributes.get(name.toLowerCase());
    if (!found || !isKept(found.attribute)) continue;
    if (said.has(found.key)) return problem('invalidValue', `${found.key} is given more than once.`);
    said.set(found.key, value);
  }
  return parsed(said);
}

/**
 * Reads the body of a POST or PUT of a group. Unknown and read-only attributes are left out without a word, as for users.
 * Problems: invalidSyntax for a body that is no object, invalidValue for everything else.
 */
export function parseGroup(body: unknown): Parsed<GroupDraft> {
  if (!isObject(body)) return problem('invalidSyntax', `The body must be a JSON object, not ${kindOf(body)}.`);
  const schemas = checkSchemas(body);
  if (!schemas.ok) return schemas;
  const said = groupMembersOf(body);
  if (!said.ok) return said;
  const displayName = parseGroupName(said.value.get('displayName'));
  if (!displayName.ok) return displayName;
  const externalId = parseExternalId(said.value.get('externalId'));
  if (!externalId.ok) return externalId;
  if (!said.value.has('members'))
    return parsed({ displayName: displayName.value, externalId: externalId.value, memberIds: null });
  const members = parseMemberIds(said.value.get('members'), new MemberBudget());
  if (!members.ok) return members;
  return parsed({ displayName: displayName.value, externalId: externalId.value, memberIds: members.value });
}
