import { coreUserSchema } from './core-user.ts';
import type { ResourceTypeDefinition } from './definition.ts';
import { enterpriseUserSchema } from './enterprise-user.ts';
import { luciqUserSchema } from './luciq-user.ts';

/** The resource type User with its two extensions. */
export const userResourceType: ResourceTypeDefinition = {
  name: 'User',
  endpoint: '/Users',
  description: 'User Account',
  schema: coreUserSchema,
  extensions: [enterpriseUserSchema, luciqUserSchema],
};
