import { shortName } from '@luciq/events';
import { spelledApart } from './event-text.ts';

/** Longest part of an attribute's value on a page, in characters. */
export const MAX_VALUE_CHARACTERS = 300;

const named: Readonly<Record<string, string>> = {
  id: 'Id',
  userName: 'User name',
  externalId: 'Id at the identity provider',
  emails: 'E-mail',
  phoneNumbers: 'Phone',
  ims: 'Instant messaging',
  instabugRole: 'Luciq role sent',
  instabugApplications: 'Luciq applications sent',
  roles: 'SCIM roles sent',
  x509Certificates: 'Certificates',
  profileUrl: 'Profile address',
};

/** The name of an attribute as a person reads it; of an extension attribute without its schema. */
export function attributeName(attribute: string): string {
  const short = shortName(attribute);
  return Object.hasOwn(named, short) ? (named[short] ?? short) : spelledApart(short);
}

const cut = (value: string): string =>
  value.length > MAX_VALUE_CHARACTERS ? `${value.slice(0, MAX_VALUE_CHARACTERS)}…` : value;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value of an attribute as text: lists with commas, complex values by their most telling part. */
export const attributeValue = (value: unknown): string => cut(valueText(value));

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'removed';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value === '' ? 'empty' : value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join(', ');
  return isObject(value) ? complexWords(value) : '';
}

function complexWords(value: Readonly<Record<string, unknown>>): string {
  const told = value['formatted'] ?? value['display'] ?? value['displayName'];
  if (typeof told === 'string' && told !== '') return told;
  const { type, primary: _primary, value: held, $ref: _ref, ...rest } = value;
  if (held !== undefined)
    return typeof type === 'string' && type !== '' ? `${valueText(held)} (${type})` : valueText(held);
  const parts = Object.entries(rest).filter(([, part]) => part !== null && part !== undefined && part !== '');
  return parts.length === 0 ? 'none' : parts.map(([, part]) => valueText(part)).join(' ');
}

const APART = new Set(['schemas', 'meta', 'id', 'active', 'groups', 'userName', 'displayName']);

/** A SCIM user as lines of a page: extensions taken apart, what the page shows elsewhere left out. */
export function profileLines(
  profile: Readonly<Record<string, unknown>>,
): readonly { readonly attribute: string; readonly value: string }[] {
  return Object.entries(profile).flatMap(([attribute, value]) => {
    if (APART.has(attribute)) return [];
    if (attribute.startsWith('urn:') && isObject(value))
      return profileLines(value).map((line) => ({ ...line, attribute: `${attribute}:${line.attribute}` }));
    return [{ attribute, value: attributeValue(value) }];
  });
}
