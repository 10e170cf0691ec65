import type { Attributes, EventRecord, Json } from '@luciq/events';
import { userNameOf } from '@luciq/scim';

/** What a person is known by: each is searched among the former names. */
export const NAME_KINDS = ['userName', 'emails', 'displayName', 'externalId'] as const;

export type NameKind = (typeof NAME_KINDS)[number];

/** One name of a user. */
export interface KnownName {
  readonly kind: NameKind;
  readonly name: string;
}

/** A name that a user had and has no longer, because it was changed or the user was deleted. */
export interface FormerName extends KnownName {
  readonly companyId: string;
  readonly userId: string;
  /** RFC 3339: since when the user had it, and until when. */
  readonly from: string;
  readonly until: string;
  /** The event that ended it, and the place of the name among those that the event ended. */
  readonly eventId: string;
  readonly number: number;
  /** True where it ended because the user was deleted. */
  readonly isDeleted: boolean;
}

/** Since when a user has a name, for those that the user was not created with; the key is `<kind> <name>`. */
export type NamesSince = Readonly<Record<string, string>>;

/** The part of a user's row that names are worked out from. */
interface Named {
  readonly companyId: string;
  readonly userId: string;
  readonly attributes: Attributes;
  readonly namesSince: NamesSince | null;
  readonly created: string;
}

const text = (value: Json | undefined): readonly string[] => (typeof value === 'string' && value !== '' ? [value] : []);

function emailsOf({ emails }: Attributes): readonly string[] {
  if (!Array.isArray(emails)) return [];
  return (emails as readonly Json[]).flatMap((email) =>
    typeof email === 'object' && email !== null && 'value' in email ? text(email['value']) : [],
  );
}

const keyOf = ({ kind, name }: KnownName): string => `${kind} ${name}`;

/** Every name in the attributes of a user, each once. */
export function namesOf(attributes: Attributes): readonly KnownName[] {
  const found: Readonly<Record<NameKind, readonly string[]>> = {
    userName: text(userNameOf(attributes) ?? undefined),
    emails: emailsOf(attributes),
    displayName: text(attributes['displayName']),
    externalId: text(attributes['externalId']),
  };
  return NAME_KINDS.flatMap((kind) => [...new Set(found[kind])].map((name) => ({ kind, name })));
}

/** Since when a user has each name after its attributes became these; null where the user was created with all of them. */
export function namesSince(before: Named, attributes: Attributes, time: string): NamesSince | null {
  const had = new Set(namesOf(before.attributes).map(keyOf));
  const since = namesOf(attributes).flatMap((name) => {
    const key = keyOf(name);
    const began = had.has(key) ? before.namesSince?.[key] : time;
    return began === undefined ? [] : [[key, began] as const];
  });
  return since.length === 0 ? null : Object.fromEntries(since);
}

/** The names that a record ended: `after` is null where it deleted the user. */
export function endedNames(before: Named, after: Named | null, { id, time }: EventRecord): readonly FormerName[] {
  if (before.attributes === after?.attributes) return [];
  const still = new Set(namesOf(after?.attributes ?? {}).map(keyOf));
  return namesOf(before.attributes)
    .filter((name) => !still.has(keyOf(name)))
    .map((name, number) => ({
      ...name,
      companyId: before.companyId,
      userId: before.userId,
      from: before.namesSince?.[keyOf(name)] ?? before.created,
      until: time,
      eventId: id,
      number,
      isDeleted: after === null,
    }));
}
