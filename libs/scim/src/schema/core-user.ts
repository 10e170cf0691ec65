import { ROLE_SPELLINGS } from '@luciq/entitlement';
import { USER_URN } from '../urns.ts';
import { attribute, complex, DECIDES, plural } from './attribute.ts';
import type { SchemaDefinition } from './definition.ts';

const externalReference = { type: 'reference', caseExact: true, referenceTypes: ['external'] } as const;

/** Core User (RFC 7643 section 4.1). */
export const coreUserSchema: SchemaDefinition = {
  id: USER_URN,
  name: 'User',
  description: 'User Account',
  attributes: [
    attribute(
      'userName',
      'Name by which the member is known to the identity provider; unique in the company, ignoring case.',
      { required: true, uniqueness: 'server', ...DECIDES },
    ),
    complex('name', 'The parts of the real name.', [
      attribute('formatted', 'The full name, ready for display.'),
      attribute('familyName', 'The family name.'),
      attribute('givenName', 'The given name.'),
      attribute('middleName', 'The middle names.'),
      attribute('honorificPrefix', 'The title before the name.'),
      attribute('honorificSuffix', 'The suffix after the name.'),
    ]),
    attribute('displayName', 'The name to show.'),
    attribute('nickName', 'The casual name.'),
    attribute('profileUrl', 'URL of an online profile.', externalReference),
    attribute('title', 'The title, such as Vice President.'),
    attribute('userType', 'The relation to the organisation, such as Contractor.'),
    attribute('preferredLanguage', 'Preferred languages, as in the Accept-Language header.'),
    attribute('locale', 'Locale for dates, numbers and currency, such as en-US.'),
    attribute('timezone', 'Time zone, such as America/Los_Angeles.'),
    attribute('active', 'True while the member has access.', { type: 'boolean', ...DECIDES }),
    attribute('password', 'Accepted and dropped: members sign in through the identity provider.', {
      caseExact: true,
      mutability: 'writeOnly',
      returned: 'never',
    }),
    plural('emails', 'Email addresses.', { types: ['work', 'home', 'other'], decides: 'value and primary' }),
    plural('phoneNumbers', 'Telephone numbers.', { types: ['work', 'home', 'mobile', 'fax', 'pager', 'other'] }),
    plural('ims', 'Instant messaging addresses.', {
      types: ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo'],
    }),
    plural('photos', 'URLs of photos.', { value: externalReference, types: ['photo', 'thumbnail'] }),
    complex(
      'addresses',
      'Postal addresses.',
      [
        attribute('formatted', 'The full address, ready for display.'),
        attribute('streetAddress', 'Street, house number and the like.'),
        attribute('locality', 'City or locality.'),
        attribute('region', 'State or region.'),
        attribute('postalCode', 'Postal code.'),
        attribute('country', 'Country, as an ISO 3166-1 alpha-2 code.'),
        attribute('type', 'What the address is for.', { canonicalValues: ['work', 'home', 'other'] }),
        attribute('primary', 'True for the preferred address; true at most once.', { type: 'boolean' }),
      ],
      { multiValued: true },
    ),
    complex(
      'groups',
      'Groups the member is in; changed through the groups.',
      [
        attribute('value', 'Identifier of the group.', { caseExact: true, mutability: 'readOnly' }),
        attribute('$ref', 'URL of the group.', {
          type: 'reference',
          caseExact: true,
          mutability: 'readOnly',
          referenceTypes: ['Group'],
        }),
        attribute('display', 'Name of the group.', { mutability: 'readOnly' }),
        attribute('type', 'Whether the membership is direct.', {
          mutability: 'readOnly',
          canonicalValues: ['direct', 'indirect'],
        }),
      ],
      { multiValued: true, mutability: 'readOnly' },
    ),
    plural('entitlements', 'Entitlements.'),
    plural(
      'roles',
      'Roles; the primary one, else the first, counts where instabugRole is not given. Others may have any value.',
      { value: { canonicalValues: ROLE_SPELLINGS }, decides: 'value and primary' },
    ),
    plural('x509Certificates', 'Certificates.', { value: { type: 'binary', caseExact: true } }),
  ],
};
