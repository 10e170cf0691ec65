import { attribute, complex, DECIDES } from './attribute.ts';
import type { AttributeDefinition } from './definition.ts';

/** Attributes of every resource (RFC 7643 section 3.1) and `schemas` (section 3). No schema document lists them. */
export const commonAttributes: readonly AttributeDefinition[] = [
  attribute('schemas', 'URNs of the schemas of the resource.', {
    type: 'reference',
    multiValued: true,
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    referenceTypes: ['uri'],
  }),
  attribute('id', 'Identifier given by this service; never used again.', {
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'server',
  }),
  attribute('externalId', 'Identifier given by the identity provider.', { caseExact: true, ...DECIDES }),
  complex(
    'meta',
    'Facts about the resource itself.',
    [
      attribute('resourceType', 'Name of the resource type.', { caseExact: true, mutability: 'readOnly' }),
      attribute('created', 'When the resource was created.', { type: 'dateTime', mutability: 'readOnly' }),
      attribute('lastModified', 'When the resource last changed.', { type: 'dateTime', mutability: 'readOnly' }),
      attribute('location', 'URL of the resource.', {
        type: 'reference',
        caseExact: true,
        mutability: 'readOnly',
        referenceTypes: ['uri'],
      }),
      attribute('version', 'Version of the resource, as in its ETag.', { caseExact: true, mutability: 'readOnly' }),
    ],
    { mutability: 'readOnly' },
  ),
];
