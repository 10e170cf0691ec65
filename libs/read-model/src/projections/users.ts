import type { AccessInput, AssertedAccess, Provenance } from '@luciq/entitlement';
import { ASSERTED_KEYS, assertedAccess } from '@luciq/entitlement';
import type { Actor, Attributes, EventRecord, Position, UserEvent } from '@luciq/events';
import { applyChange } from '@luciq/scim';
import type { NamesSince } from './former-names.ts';
import { namesSince } from './former-names.ts';

/** A rename that has still to be confirmed. */
export interface WaitingRenameRow {
  /** The former userName, which signs in until then. */
  readonly signInName: string;
  /** When the rename was requested, RFC 3339, and by whom. */
  readonly since: string;
  readonly by: Actor;
}

/** A user as the read model keeps it. What follows from `asserted` is worked out when it is read. */
export interface UserRow {
  readonly companyId: string;
  readonly userId: string;
  readonly createdPosition: Position;
  readonly active: boolean;
  /** The event that last made the user active or inactive. */
  readonly status: Provenance;
  /** Profile and access attributes, as in UserResource. */
  readonly attributes: Attributes;
  /** What is asserted of the access, each with the event that last changed it. */
  readonly asserted: AccessInput['asserted'];
  /** Null while the userName signs in. */
  readonly waitingRename: WaitingRenameRow | null;
  /** Null where the user was created with every name that it has. */
  readonly namesSince: NamesSince | null;
  readonly created: string;
  readonly lastModified: string;
  readonly revision: number;
}

/**
 * A user's row after one more record of the user's stream; null when there is no user any more. Total: a record
 * about a user who is not there changes nothing.
 */
export function projectUser(row: UserRow | null, record: EventRecord<UserEvent>): UserRow | null {
  const { event } = record;
  if (event.type === 'UserProvisioned') return provisioned(record, event.data.userId, event.personal.body);
  if (!row || event.type === 'UserDeleted') return null;
  const touched = { ...row, lastModified: record.time, revision: record.revision };
  switch (event.type) {
    case 'ProfileUpdated': {
      const attributes = applyChange(row.attributes, event.personal.body);
      return { ...touched, attributes, namesSince: namesSince(row, attributes, record.time) };
    }
    case 'AccessChanged':
      return withAccess(
        touched,
        applyChange(row.attributes, event.data),
        [...Object.keys(event.data.set), ...event.data.unset],
        provenanceOf(record),
      );
    case 'UserDeactivated':
      return { ...touched, active: false, status: provenanceOf(record) };
    case 'UserReactivated':
      return { ...touched, active: true, status: provenanceOf(record) };
    case 'SignInNameHeld':
      return {
        ...touched,
        waitingRename: { signInName: event.personal.body.signInName, since: record.time, by: record.cause.actor },
      };
    case 'SignInNameSettled':
      return { ...touched, waitingRename: null };
  }
}

function provisioned(record: EventRecord, userId: string, attributes: Attributes): UserRow {
  const row: UserRow = {
    companyId: record.companyId,
    userId,
    createdPosition: record.position,
    active: true,
    status: provenanceOf(record),
    attributes,
    asserted: {},
    waitingRename: null,
    namesSince: null,
    created: record.time,
    lastModified: record.time,
    revision: record.revision,
  };
  return withAccess(row, attributes, Object.keys(attributes), provenanceOf(record));
}

const provenanceOf = ({ id, time }: EventRecord): Provenance => ({ eventId: id, time });

const PARTS = Object.keys(ASSERTED_KEYS) as readonly (keyof AssertedAccess)[];

/** Parts whose attribute is among `keys` come from this event; the others keep the event that they came from. */
function withAccess(row: UserRow, attributes: Attributes, keys: readonly string[], by: Provenance): UserRow {
  const now = assertedAccess(attributes);
  const parts = PARTS.flatMap((part) => {
    const [value, before] = [now[part], row.asserted[part]];
    const latest = keys.includes(ASSERTED_KEYS[part]) ? value !== undefined && { value, ...by } : before;
    return latest ? [[part, latest] as const] : [];
  });
  return { ...row, attributes, asserted: Object.fromEntries(parts) };
}
