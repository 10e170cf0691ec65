import type { Json } from '@luciq/events';
import { roleResourceType } from '../schema/role-type.ts';
import { locationOf } from './render.ts';

/** A role that can be given to a member: `id` is the value that goes into `roles`. */
export interface RoleResource {
  readonly id: string;
  readonly displayName: string;
  readonly description: string;
}

/** A role as Okta reads it from /Roles. */
export const renderRole = ({ id, displayName, description }: RoleResource, baseUrl: string): Record<string, Json> => ({
  schemas: [roleResourceType.schema.id],
  id,
  displayName,
  description,
  meta: { resourceType: roleResourceType.name, location: locationOf(roleResourceType, id, baseUrl) },
});
