import type { Attributes, Json } from '@luciq/events';
import type { MemberEvent } from '@luciq/provisioning';
import type { ChangeView } from './members.dto.ts';

const nameOf = (key: string): string => (key.startsWith('urn:') ? (key.split(':').at(-1) ?? key) : key);

const given = (set: Attributes): ChangeView[] => Object.entries(set).map(([key, value]) => ({ attribute: nameOf(key), value }));

const taken = (unset: readonly string[]): ChangeView[] => unset.map((key) => ({ attribute: nameOf(key), value: null }));

/** What an event says, one attribute after the other: its value from then on, null where there is none any more. */
export function changesOf(event: MemberEvent): readonly ChangeView[] {
  switch (event.type) {
    case 'UserProvisioned':
      return [{ attribute: 'origin', value: event.data.origin }, ...given(event.personal.body)];
    case 'ProfileUpdated':
      return [...given(event.personal.body.set), ...taken(event.personal.body.unset)];
    case 'AccessChanged':
      return [...given(event.data.set), ...taken(event.data.unset)];
    case 'UserDeactivated':
      return [{ attribute: 'active', value: false }];
    case 'UserReactivated':
      return [{ attribute: 'active', value: true }];
    case 'UserDeleted':
      return [];
    case 'SignInNameHeld':
      return [{ attribute: 'signInName', value: event.personal.body.signInName }];
    case 'SignInNameSettled':
      return [{ attribute: 'signInName', value: null }];
    case 'OwnershipGranted':
      return [{ attribute: 'owner', value: true }];
    case 'OwnershipRevoked':
      return [{ attribute: 'owner', value: false }];
  }
}

/** Text of an attribute; null where it has none. */
export const textOf = (value: Json | undefined): string | null => (typeof value === 'string' && value !== '' ? value : null);

interface Email {
  readonly value: string;
  readonly primary: boolean;
}

function emailsOf({ emails }: Attributes): readonly Email[] {
  if (!Array.isArray(emails)) return [];
  return emails.flatMap((email: Json) => {
    if (typeof email !== 'object' || email === null || !('value' in email) || typeof email.value !== 'string') return [];
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
  const shown = textOf(displayName);
  if (shown !== null || typeof name !== 'object' || name === null) return shown;
  const part = (key: 'formatted' | 'givenName' | 'familyName'): string | null => (key in name ? textOf((name as Readonly<Record<string, Json>>)[key]) : null);
  return part('formatted') ?? textOf([part('givenName'), part('familyName')].filter((word) => word !== null).join(' '));
}
