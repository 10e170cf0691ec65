import type { Provenance, Sourced } from '@luciq/entitlement';
import type { AccessDefaults, EventRecord, Position, PublishedEvent } from '@luciq/events';
import { isCompanyEvent, LOG_START } from '@luciq/events';

/** A company as the read model keeps it, and how far its records have been applied. */
export interface CompanyRow {
  readonly companyId: string;
  /** Null while the company is known only by its users. */
  readonly name: string | null;
  readonly saml: 'off' | 'enabled';
  readonly scim: 'off' | 'enabled' | 'paused';
  readonly applications: readonly string[];
  /** Null while the company is known only by its users. */
  readonly defaults: Sourced<AccessDefaults> | null;
  /** By user id: the event that granted the ownership. Who lost it is not among them. */
  readonly owners: Readonly<Record<string, Provenance>>;
  /** Users who are not deleted. */
  readonly memberCount: number;
  readonly deletedCount: number;
  readonly appliedPosition: Position;
  /** `companySequence` of the last published record; 0 before the first. */
  readonly appliedSequence: number;
  readonly appliedEventId: string;
}

/** What a record did to the number of users. */
export type UserCountChange = 'added' | 'removed' | 'same';

/** The company's row after one more of its published records; `users` says what a record of a user's stream did to its user. */
export function projectCompany(
  row: CompanyRow | null,
  record: EventRecord<PublishedEvent>,
  users: UserCountChange,
): CompanyRow {
  const before = row ?? unknownCompany(record.companyId);
  return {
    ...before,
    ...changes(before, record),
    memberCount: before.memberCount + { added: 1, removed: -1, same: 0 }[users],
    deletedCount: before.deletedCount + { added: 0, removed: 1, same: 0 }[users],
    appliedPosition: record.position,
    appliedSequence: before.appliedSequence + 1,
    appliedEventId: record.id,
  };
}

/** Names every published event of a company's stream, so that none can be forgotten; `mappings.ts` and `groups.ts` have rows of their own. */
function changes(row: CompanyRow, { id, time, event }: EventRecord<PublishedEvent>): Partial<CompanyRow> {
  if (!isCompanyEvent(event)) return {};
  const provenance = { eventId: id, time };
  switch (event.type) {
    case 'CompanyRegistered': {
      const { name, applications, defaults } = event.data;
      return { name, applications, defaults: { value: defaults, ...provenance } };
    }
    case 'OwnershipGranted':
      return { owners: { ...row.owners, [event.data.userId]: provenance } };
    case 'OwnershipRevoked':
      return {
        owners: Object.fromEntries(Object.entries(row.owners).filter(([userId]) => userId !== event.data.userId)),
      };
    case 'ApplicationsChanged':
      return { applications: event.data.applications };
    case 'DefaultAccessChanged':
      return { defaults: { value: event.data.defaults, ...provenance } };
    case 'SamlEnabled':
      return { saml: 'enabled' };
    case 'SamlDisabled':
      return { saml: 'off' };
    case 'ScimEnabled':
    case 'ScimResumed':
      return { scim: 'enabled' };
    case 'ScimPaused':
      return { scim: 'paused' };
    case 'ScimDisabled':
      return { scim: 'off' };
    case 'GroupMappingSet':
    case 'GroupMappingRemoved':
      return {};
  }
}

/** A company none of whose records has been applied. */
export const unknownCompany = (companyId: string): CompanyRow => ({
  companyId,
  name: null,
  saml: 'off',
  scim: 'off',
  applications: [],
  defaults: null,
  owners: {},
  memberCount: 0,
  deletedCount: 0,
  appliedPosition: LOG_START,
  appliedSequence: 0,
  appliedEventId: '',
});
