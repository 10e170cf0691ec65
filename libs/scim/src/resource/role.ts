import type { Json } from '@luciq/events';
import { roleResourceType } from '../schema/role-type.ts';
import { locationOf } from './render.ts';
import type { Selection } from './selection.ts';
import { selectValue } from './selection.ts';

/** A role that can be given to a member: `id` is the value that goes into `roles`. */
export interface RoleResource {
  readonly id: string;
  readonly displayName: string;
  readonly description: string;
}

/** A role as Okta reads it from /Roles; a null selection takes everything. */
export function renderRole(
  { id, displayName, description }: RoleResource,
  baseUrl: string,
  selection: Selection | null = null,
): Record<string, Json> {
  const whole: Record<string, Json> = {
    schemas: [roleResourceType.schema.id],
    id,
    displayName,
    description,
    meta: { resourceType: roleResourceType.name, location: locationOf(roleResourceType, id, baseUrl) },
  };
  const shown = Object.entries(whole).flatMap(([key, value]) => {
    const selected = selectValue(selection, key, value);
    return selected === undefined ? [] : [[key, selected] as const];
  });
  return Object.fromEntries(shown);
}
