import type { Provenance, Said } from '@luciq/entitlement';
import { LOG_START, type AccessDefaults, type EventRecord, type Position } from '@luciq/events';

/** A company as the read model keeps it, and how far its records have been applied. */
export interface CompanyRow {
  readonly companyId: string;
  /** Null while the company is known only by its members. */
  readonly name: string | null;
  readonly saml: 'off' | 'enabled';
  readonly scim: 'off' | 'enabled' | 'paused';
  readonly applications: readonly string[];
  /** Null while the company is known only by its members. */
  readonly defaults: Said<AccessDefaults> | null;
  /** By user id: the event that granted the ownership. Who lost it is not among them. */
  readonly owners: Readonly<Record<string, Provenance>>;
  /** Members who are not deleted. */
  readonly memberCount: number;
  readonly deletedCount: number;
  readonly appliedPosition: Position;
  /** `companySequence` of the last published record; 0 before the first. */
  readonly appliedSequence: number;
  readonly appliedEventId: string;
}

/** What a record did to the number of members. */
export type MemberChange = 'added' | 'removed' | 'same';

/** The company's row after one more of its published records; `members` says what a record of a user's stream did to its user. */
export function projectCompany(row: CompanyRow | null, record: EventRecord, members: MemberChange): CompanyRow {
  const before = row ?? unknownCompany(record.companyId);
  return {
    ...before,
    ...changes(before, record),
    memberCount: before.memberCount + { added: 1, removed: -1, same: 0 }[members],
    deletedCount: before.deletedCount + { added: 0, removed: 1, same: 0 }[members],
    appliedPosition: record.position,
    appliedSequence: before.appliedSequence + 1,
    appliedEventId: record.id,
  };
}

function changes(row: CompanyRow, { id, time, event }: EventRecord): Partial<CompanyRow> {
  const said = { eventId: id, time };
  switch (event.type) {
    case 'CompanyRegistered': {
      const { name, applications, defaults } = event.data;
      return { name, applications, defaults: { value: defaults, ...said } };
    }
    case 'OwnershipGranted':
      return { owners: { ...row.owners, [event.data.userId]: said } };
    case 'OwnershipRevoked':
      return { owners: Object.fromEntries(Object.entries(row.owners).filter(([userId]) => userId !== event.data.userId)) };
    case 'ApplicationsChanged':
      return { applications: event.data.applications };
    case 'DefaultAccessChanged':
      return { defaults: { value: event.data.defaults, ...said } };
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
    default:
      return {};
  }
}

const unknownCompany = (companyId: string): CompanyRow => ({
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
