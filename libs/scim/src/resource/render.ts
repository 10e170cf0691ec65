import type { Attributes, Json } from '@luciq/events';
import type { GroupResource, Membership, UserResource } from '../resource.ts';
import type { ResourceTypeDefinition } from '../schema/definition.ts';
import { groupResourceType } from '../schema/group-type.ts';
import { typeIndex } from '../schema/lookup.ts';
import { userResourceType } from '../schema/user-type.ts';
import { versionOf } from '../version.ts';
import type { Selection } from './selection.ts';
import { selectValue, showsAttribute } from './selection.ts';

/** Where and how a resource is shown. */
export interface RenderOptions {
  /** URL of the SCIM service without a slash at its end, such as `https://host/scim/v2`. */
  readonly baseUrl: string;
  /** Null or absent for every attribute. */
  readonly selection?: Selection | null;
}

/** As RenderOptions, with what follows from groups. */
export interface RenderUserOptions extends RenderOptions {
  /** The groups that the user is in; absent where nobody looked. */
  readonly groups?: readonly Membership[];
}

/** URL of a resource, as in `meta.location` and the `Location` header. */
export const locationOf = (type: ResourceTypeDefinition, id: string, baseUrl: string): string =>
  `${baseUrl}${type.endpoint}/${id}`;

const metaOf = (
  type: ResourceTypeDefinition,
  resource: UserResource | GroupResource,
  baseUrl: string,
): Record<string, Json> => ({
  resourceType: type.name,
  created: resource.created,
  lastModified: resource.lastModified,
  location: locationOf(type, resource.id, baseUrl),
  version: versionOf(resource.revision),
});

/** The members of `meta` of a user, as they are shown and filtered. */
export const userMeta = (user: UserResource, baseUrl: string): Record<string, Json> =>
  metaOf(userResourceType, user, baseUrl);

/** The members of `meta` of a group, as they are shown and filtered. */
export const groupMeta = (group: GroupResource, baseUrl: string): Record<string, Json> =>
  metaOf(groupResourceType, group, baseUrl);

const DISPLAY_KEYS = ['displayName', 'userName'] as const;

/** The name that is shown for a member of a group: the displayName, else the userName, else none. Rows have the same in SQL (`displayInSql`). */
export function displayOf({ attributes }: Pick<UserResource, 'attributes'>): Pick<Membership, 'display'> {
  const display = DISPLAY_KEYS.map((key) => attributes[key]).find((name) => typeof name === 'string' && name !== '');
  return typeof display === 'string' ? { display } : {};
}

/** The value of `members` of a group, as it is shown and filtered. */
export const membersValue = (members: readonly Membership[], baseUrl: string): readonly Json[] =>
  members.map(({ id, display }) => ({
    value: id,
    $ref: locationOf(userResourceType, id, baseUrl),
    type: userResourceType.name,
    ...(display === undefined ? {} : { display }),
  }));

/** The value of `groups` of a user, as it is shown and filtered. */
export const groupsValue = (groups: readonly Membership[], baseUrl: string): readonly Json[] =>
  groups.map(({ id, display }) => ({
    value: id,
    $ref: locationOf(groupResourceType, id, baseUrl),
    ...(display === undefined ? {} : { display }),
    type: 'direct',
  }));

/** A user as SCIM shows it (RFC 7643 section 3): extension attributes under their URN, `schemas` naming those in use. */
export function renderUser(user: UserResource, options: RenderUserOptions): Record<string, Json> {
  const { baseUrl, selection = null, groups = [] } = options;
  const schemas: string[] = [userResourceType.schema.id];
  const shown: Record<string, Json> = { schemas, id: user.id };
  placeAttributes(user.attributes, { selection, shown, schemas });
  const active = selectValue(selection, 'active', user.active);
  if (active !== undefined) shown['active'] = active;
  const memberships = groups.length > 0 ? selectValue(selection, 'groups', groupsValue(groups, baseUrl)) : undefined;
  if (memberships !== undefined) shown['groups'] = memberships;
  const meta = selectValue(selection, 'meta', userMeta(user, baseUrl));
  if (meta !== undefined) shown['meta'] = meta;
  return shown;
}

/**
 * A group as SCIM shows it. `members` is null where they were not looked up, because they are not requested: then the answer
 * has none, which `showsAttribute` tells beforehand.
 */
export function renderGroup(
  group: GroupResource,
  members: readonly Membership[] | null,
  options: RenderOptions,
): Record<string, Json> {
  const { baseUrl, selection = null } = options;
  const shown: Record<string, Json> = { schemas: [groupResourceType.schema.id], id: group.id };
  const place = (key: string, value: Json | null): void => {
    const selected = value === null ? undefined : selectValue(selection, key, value);
    if (selected !== undefined) shown[key] = selected;
  };
  place('externalId', group.externalId);
  place('displayName', group.displayName);
  if (members && members.length > 0 && showsAttribute(selection, 'members'))
    place('members', membersValue(members, baseUrl));
  place('meta', groupMeta(group, baseUrl));
  return shown;
}

interface Placing {
  readonly selection: Selection | null;
  readonly shown: Record<string, Json>;
  readonly schemas: string[];
}

function placeAttributes(attributes: Attributes, { selection, shown, schemas }: Placing): void {
  const { byKey } = typeIndex(userResourceType);
  const extensions = new Map<string, Record<string, Json>>();
  for (const key of Object.keys(attributes)) {
    const placed = byKey.get(key);
    const whole = attributes[key];
    if (!placed || whole === undefined) continue;
    const value = selectValue(selection, key, whole);
    if (value === undefined) continue;
    const { attribute, schema } = placed;
    if (schema === userResourceType.schema) {
      shown[attribute.name] = value;
      continue;
    }
    let extension = extensions.get(schema.id);
    if (!extension) {
      extension = {};
      extensions.set(schema.id, extension);
      schemas.push(schema.id);
    }
    extension[attribute.name] = value;
  }
  for (const [urn, extension] of extensions) shown[urn] = extension;
}
