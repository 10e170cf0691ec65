/** What both references of the benchmark answer to everything: a user as the product renders one, as JSON. */
export const REFERENCE_ANSWER = JSON.stringify({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  id: '2819c223-7f76-453a-919d-413861904646',
  userName: 'bare@example.com',
  name: { givenName: 'Bare', familyName: 'Route' },
  emails: [{ primary: true, value: 'bare@example.com', type: 'work' }],
  displayName: 'Bare Route',
  externalId: '00u1',
  active: true,
  meta: {
    resourceType: 'User',
    created: '2026-01-31T12:00:00.000Z',
    lastModified: '2026-01-31T12:00:00.000Z',
    location: 'http://127.0.0.1:3000/scim/v2/Users/2819c223-7f76-453a-919d-413861904646',
    version: 'W/"0"',
  },
});
