import { ENTERPRISE_USER_URN } from '../urns.ts';
import { attribute, complex } from './attribute.ts';
import type { SchemaDefinition } from './definition.ts';

/** Enterprise extension of User (RFC 7643 section 4.3). */
export const enterpriseUserSchema: SchemaDefinition = {
  id: ENTERPRISE_USER_URN,
  name: 'EnterpriseUser',
  description: 'Enterprise User',
  attributes: [
    attribute('employeeNumber', 'Number or code given by the organisation.'),
    attribute('costCenter', 'Cost centre.'),
    attribute('organization', 'Organisation.'),
    attribute('division', 'Division.'),
    attribute('department', 'Department.'),
    complex('manager', 'The manager.', [
      attribute('value', 'Identifier of the manager.', { caseExact: true }),
      attribute('$ref', 'URL of the manager.', { type: 'reference', caseExact: true, referenceTypes: ['User'] }),
      attribute('displayName', 'Name of the manager.', { mutability: 'readOnly' }),
    ]),
  ],
};
