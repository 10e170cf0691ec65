import { GROUP_URN } from '../urns.ts';
import { attribute, complex, DECIDES } from './attribute.ts';
import type { ResourceTypeDefinition } from './definition.ts';

const immutable = { mutability: 'immutable', caseExact: true } as const;

/** The resource type Group (RFC 7643 section 4.2). Its members are users: a group of Luciq never contains groups. */
export const groupResourceType: ResourceTypeDefinition = {
  name: 'Group',
  endpoint: '/Groups',
  description: 'Group',
  schema: {
    id: GROUP_URN,
    name: 'Group',
    description: 'Group',
    attributes: [
      attribute('displayName', 'Name of the group; unique in the company, ignoring case.', {
        required: true,
        uniqueness: 'server',
        ...DECIDES,
      }),
      complex(
        'members',
        'Members of the group.',
        [
          attribute('value', 'Identifier of the member.', { ...immutable, ...DECIDES }),
          attribute('$ref', 'URL of the member; follows from its value.', {
            ...immutable,
            type: 'reference',
            referenceTypes: ['User'],
          }),
          attribute('type', 'What the member is: always a User.', {
            mutability: 'immutable',
            canonicalValues: ['User'],
          }),
          attribute('display', 'Name of the member; follows from the user.', { mutability: 'readOnly' }),
        ],
        { multiValued: true, ...DECIDES },
      ),
    ],
  },
  extensions: [],
};
