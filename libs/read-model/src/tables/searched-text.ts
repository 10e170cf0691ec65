import type { Attributes } from '@luciq/events';
import { foldCase, userNameOf } from '@luciq/scim';
import { foldedEmails, foldedPart } from './stored-rows.ts';

const NAME_PARTS = ['formatted', 'givenName', 'familyName'] as const;

/** Attributes of a user whose values `searchedText` has, or attribute and sub-attribute with a point between. */
export const SEARCHED_ATTRIBUTES: ReadonlySet<string> = new Set([
  'userName',
  'displayName',
  'externalId',
  'emails',
  'emails.value',
  ...NAME_PARTS.map((part) => `name.${part}`),
]);

/**
 * The values of SEARCHED_ATTRIBUTES as one text, each in the form in which filters compare it. What one of them contains, the
 * text contains; values that are part of another one are left out, as the address of a userName.
 */
export function searchedText(attributes: Attributes): string {
  const { displayName, externalId, name } = attributes;
  const userName = userNameOf(attributes);
  const values = [
    userName === null ? null : foldCase(userName),
    typeof displayName === 'string' ? foldCase(displayName) : null,
    typeof externalId === 'string' ? externalId : null,
    ...NAME_PARTS.map((part) => foldedPart(name, part)),
    ...foldedEmails(attributes),
  ].filter((value) => value !== null);
  const kept: string[] = [];
  for (const value of values.toSorted((one, other) => other.length - one.length))
    if (!kept.some((longer) => longer.includes(value))) kept.push(value);
  return kept.join('\n').replaceAll('\0', ' ');
}
