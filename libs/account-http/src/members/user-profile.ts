import type { Attributes, Json } from '@luciq/events';

/** Text of an attribute; null where it has none. */
export const textOf = (value: Json | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

interface Email {
  readonly value: string;
  readonly primary: boolean;
}

function emailsOf({ emails }: Attributes): readonly Email[] {
  if (!Array.isArray(emails)) return [];
  return emails.flatMap((email: Json) => {
    if (typeof email !== 'object' || email === null || !('value' in email) || typeof email.value !== 'string')
      return [];
    return [{ value: email.value, primary: 'primary' in email && email.primary === true }];
  });
}

/** The primary e-mail address, else the first. */
export function emailOf(attributes: Attributes): string | null {
  const emails = emailsOf(attributes);
  return (emails.find(({ primary }) => primary) ?? emails[0])?.value ?? null;
}

/** How people call a member: displayName, else the parts of the name. */
export function displayNameOf({ displayName, name }: Attributes): string | null {
  const own = textOf(displayName);
  if (own !== null || typeof name !== 'object' || name === null) return own;
  const part = (key: 'formatted' | 'givenName' | 'familyName'): string | null =>
    key in name ? textOf((name as Readonly<Record<string, Json>>)[key]) : null;
  return part('formatted') ?? textOf([part('givenName'), part('familyName')].filter((word) => word !== null).join(' '));
}
