import type { Attributes, Json } from '@luciq/events';
import type { UserResource } from '../resource.ts';
import type { ResourceTypeDefinition } from '../schema/definition.ts';
import { typeIndex } from '../schema/lookup.ts';
import { userResourceType } from '../schema/user-type.ts';
import { selectValue, type Selection } from './selection.ts';

/** Where and how a resource is shown. */
export interface RenderOptions {
  /** URL of the SCIM service without a slash at its end, such as `https://host/scim/v2`. */
  readonly baseUrl: string;
  /** Null or absent for every attribute. */
  readonly selection?: Selection | null;
}

/** The ETag of a revision of a resource (RFC 7644 section 3.14). */
export const versionOf = (revision: number): string => `W/"${revision}"`;

/** URL of a resource, as in `meta.location` and the `Location` header. */
export const locationOf = (type: ResourceTypeDefinition, id: string, baseUrl: string): string => `${baseUrl}${type.endpoint}/${id}`;

/** The members of `meta` of a user, as they are shown and filtered. */
export const userMeta = (user: UserResource, baseUrl: string): Record<string, Json> => ({
  resourceType: userResourceType.name,
  created: user.created,
  lastModified: user.lastModified,
  location: locationOf(userResourceType, user.id, baseUrl),
  version: versionOf(user.revision),
});

/** A user as SCIM shows it (RFC 7643 section 3): extension attributes under their URN, `schemas` naming those in use. */
export function renderUser(user: UserResource, options: RenderOptions): Record<string, Json> {
  const { baseUrl, selection = null } = options;
  const schemas: string[] = [userResourceType.schema.id];
  const shown: Record<string, Json> = { schemas, id: user.id };
  placeAttributes(user.attributes, { selection, shown, schemas });
  const active = selectValue(selection, 'active', user.active);
  if (active !== undefined) shown['active'] = active;
  const meta = selectValue(selection, 'meta', userMeta(user, baseUrl));
  if (meta !== undefined) shown['meta'] = meta;
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
