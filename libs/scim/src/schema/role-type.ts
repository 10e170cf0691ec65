import { ROLE_URN } from '../urns.ts';
import { attribute } from './attribute.ts';
import type { ResourceTypeDefinition } from './definition.ts';

/** The resource type Role, which Okta reads to know what it may put into `roles`; nobody can write it. */
export const roleResourceType: ResourceTypeDefinition = {
  name: 'Role',
  endpoint: '/Roles',
  description: 'Role',
  schema: {
    id: ROLE_URN,
    name: 'Role',
    description: 'A role that a member can be given',
    attributes: [
      attribute('displayName', 'Name of the role, for people to read.', { mutability: 'readOnly' }),
      attribute('description', 'What the role allows.', { mutability: 'readOnly' }),
    ],
  },
  extensions: [],
};
