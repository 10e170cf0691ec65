import { describe, expect, it } from '@jest/globals';
import { ENTERPRISE_USER_URN, GROUP_URN, LUCIQ_USER_URN, ROLE_URN, USER_URN } from '../urns.ts';
import { resourceTypeResources, schemaResources, serviceProviderConfig } from './discovery.ts';

const baseUrl = 'https://scim.example/scim/v2';

describe('discovery', () => {
  it('says what the service does and does not do', () => {
    expect(serviceProviderConfig({ baseUrl, maxResults: 200 })).toMatchObject({
      patch: { supported: true },
      bulk: { supported: false },
      filter: { supported: true, maxResults: 200 },
      sort: { supported: false },
      etag: { supported: false },
      changePassword: { supported: false },
      authenticationSchemes: [{ type: 'oauthbearertoken' }],
      meta: { location: `${baseUrl}/ServiceProviderConfig` },
    });
  });

  it('lists the schemas of every resource type, each with its own location', () => {
    const schemas = schemaResources(baseUrl);
    expect(schemas.map(({ id }) => id)).toEqual([USER_URN, ENTERPRISE_USER_URN, LUCIQ_USER_URN, GROUP_URN, ROLE_URN]);
    expect(schemas[0]).toMatchObject({ meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${USER_URN}` } });
  });

  it('describes each attribute with every characteristic of RFC 7643 section 7', () => {
    expect(schemaResources(baseUrl)[0]?.['attributes']).toEqual(
      expect.arrayContaining([
        {
          name: 'userName',
          type: 'string',
          multiValued: false,
          description: expect.any(String),
          required: true,
          caseExact: false,
          mutability: 'readWrite',
          returned: 'default',
          uniqueness: 'server',
        },
        expect.objectContaining({ name: 'password', mutability: 'writeOnly', returned: 'never' }),
        expect.objectContaining({ name: 'groups', mutability: 'readOnly' }),
      ]),
    );
  });

  it('lists every resource type, User with optional extensions', () => {
    expect(resourceTypeResources(baseUrl)).toEqual([
      expect.objectContaining({
        id: 'User',
        endpoint: '/Users',
        schema: USER_URN,
        schemaExtensions: [
          { schema: ENTERPRISE_USER_URN, required: false },
          { schema: LUCIQ_USER_URN, required: false },
        ],
        meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/User` },
      }),
      expect.objectContaining({ id: 'Group', endpoint: '/Groups', schemaExtensions: [] }),
      expect.objectContaining({ id: 'Role', endpoint: '/Roles', schemaExtensions: [] }),
    ]);
  });
});
