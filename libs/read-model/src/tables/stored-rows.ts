import type { Selectable } from 'kysely';
import type { GroupMapping } from '@luciq/entitlement';
import type { Attributes, Json } from '@luciq/events';
import type { GroupResource, UserResource } from '@luciq/scim';
import { foldCase, userNameOf } from '@luciq/scim';
import type { CompanyRow } from '../projections/companies.ts';
import type { FormerName } from '../projections/former-names.ts';
import { NAME_KINDS } from '../projections/former-names.ts';
import type { GroupRow } from '../projections/groups.ts';
import type { MappingRow } from '../projections/mappings.ts';
import type { UserRow } from '../projections/users.ts';
import type { FormerNamesTable } from './former-tables.ts';
import { FORMER_NAME_COLUMNS } from './former-tables.ts';
import type { CompaniesTable, GroupsTable, MappingsTable, UsersTable } from './tables.ts';
import { COMPANY_COLUMNS, GROUP_COLUMNS, MAPPING_COLUMNS, USER_COLUMNS } from './tables.ts';

/** What a parameter of a statement can be. */
export type Parameter = string | number | bigint | null;

/** Reads JSON that this library wrote into a column of that type. */
export const readStored = <T>(text: string): T => JSON.parse(text) as T;

/** Every email address that a user has, in the form in which they are compared, each once. */
export function foldedEmails({ emails }: Attributes): readonly string[] {
  if (!isList(emails)) return [];
  const folded = emails.flatMap((email) => foldedPart(email, 'value') ?? []);
  return folded.length > 1 ? [...new Set(folded)] : folded;
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** A part of a complex attribute in the form in which it is compared; null where it is no text. */
export function foldedPart(complex: Json | undefined, part: string): string | null {
  const value = typeof complex === 'object' && complex !== null && !isList(complex) ? complex[part] : undefined;
  return typeof value === 'string' ? foldCase(value) : null;
}

/** Values of a user's row, in the order of USER_COLUMNS. */
export function userParameters(row: UserRow): readonly Parameter[] {
  const { externalId, displayName, name } = row.attributes;
  const userName = userNameOf(row.attributes);
  const stored: Record<(typeof USER_COLUMNS)[number], Parameter> = {
    company_id: row.companyId,
    user_id: row.userId,
    created_position: row.createdPosition,
    user_name_folded: userName === null ? null : foldCase(userName),
    external_id: typeof externalId === 'string' ? externalId : null,
    email_folded: foldedEmails(row.attributes)[0] ?? null,
    display_name_folded: typeof displayName === 'string' ? foldCase(displayName) : null,
    family_name_folded: foldedPart(name, 'familyName'),
    active: row.active ? 1 : 0,
    attributes: JSON.stringify(row.attributes),
    asserted: JSON.stringify(row.asserted),
    waiting_rename: row.waitingRename === null ? null : JSON.stringify(row.waitingRename),
    names_since: row.namesSince === null ? null : JSON.stringify(row.namesSince),
    status_event_id: row.status.eventId,
    status_time: row.status.time,
    created: row.created,
    last_modified: row.lastModified,
    revision: row.revision,
  };
  return USER_COLUMNS.map((column) => stored[column]);
}

/** Reads back what userParameters stored. */
export function toUserRow(stored: Selectable<UsersTable>): UserRow {
  return {
    companyId: stored.company_id,
    userId: stored.user_id,
    createdPosition: BigInt(stored.created_position),
    active: stored.active === 1,
    status: { eventId: stored.status_event_id, time: stored.status_time },
    attributes: readStored(stored.attributes),
    asserted: readStored(stored.asserted),
    waitingRename: stored.waiting_rename === null ? null : readStored(stored.waiting_rename),
    namesSince: stored.names_since === null ? null : readStored(stored.names_since),
    created: stored.created,
    lastModified: stored.last_modified,
    revision: stored.revision,
  };
}

/** Values of the row of a former name, in the order of FORMER_NAME_COLUMNS. */
export function formerNameParameters(row: FormerName): readonly Parameter[] {
  const stored: Record<(typeof FORMER_NAME_COLUMNS)[number], Parameter> = {
    company_id: row.companyId,
    user_id: row.userId,
    event_id: row.eventId,
    number: row.number,
    kind: row.kind,
    name: row.name,
    name_folded: foldCase(row.name),
    from_time: row.from,
    until_time: row.until,
    deleted: row.isDeleted ? 1 : 0,
  };
  return FORMER_NAME_COLUMNS.map((column) => stored[column]);
}

/** Reads back what formerNameParameters stored. */
export const toFormerName = (stored: Selectable<FormerNamesTable>): FormerName => ({
  companyId: stored.company_id,
  userId: stored.user_id,
  eventId: stored.event_id,
  number: stored.number,
  kind: NAME_KINDS.find((known) => known === stored.kind) ?? 'userName',
  name: stored.name,
  from: stored.from_time,
  until: stored.until_time,
  isDeleted: stored.deleted === 1,
});

/** The columns that a UserResource is made of. */
export type StoredResource = Pick<
  UsersTable,
  'user_id' | 'active' | 'attributes' | 'created' | 'last_modified' | 'revision'
>;

/** A user as SCIM renders it. */
export const toUserResource = (stored: StoredResource): UserResource => ({
  id: stored.user_id,
  active: stored.active === 1,
  attributes: readStored(stored.attributes),
  created: stored.created,
  lastModified: stored.last_modified,
  revision: stored.revision,
});

/** Values of a group's row, in the order of GROUP_COLUMNS. */
export function groupParameters(row: GroupRow): readonly Parameter[] {
  const stored: Record<(typeof GROUP_COLUMNS)[number], Parameter> = {
    company_id: row.companyId,
    group_id: row.groupId,
    created_position: row.createdPosition,
    display_name: row.displayName,
    display_name_folded: foldCase(row.displayName),
    external_id: row.externalId,
    member_count: row.memberCount,
    created: row.created,
    last_modified: row.lastModified,
    revision: row.revision,
  };
  return GROUP_COLUMNS.map((column) => stored[column]);
}

/** Reads back what groupParameters stored. */
export const toGroupRow = (stored: Selectable<GroupsTable>): GroupRow => ({
  companyId: stored.company_id,
  groupId: stored.group_id,
  createdPosition: BigInt(stored.created_position),
  displayName: stored.display_name,
  externalId: stored.external_id,
  memberCount: stored.member_count,
  created: stored.created,
  lastModified: stored.last_modified,
  revision: stored.revision,
});

/** The columns that a GroupResource is made of. */
export type StoredGroup = Pick<
  GroupsTable,
  'group_id' | 'display_name' | 'external_id' | 'created' | 'last_modified' | 'revision'
>;

/** A group as SCIM renders it. */
export const toGroupResource = (stored: StoredGroup): GroupResource => ({
  id: stored.group_id,
  displayName: stored.display_name,
  externalId: stored.external_id,
  created: stored.created,
  lastModified: stored.last_modified,
  revision: stored.revision,
});

/** Values of a mapping's row, in the order of MAPPING_COLUMNS. */
export function mappingParameters(row: MappingRow): readonly Parameter[] {
  const stored: Record<(typeof MAPPING_COLUMNS)[number], Parameter> = {
    company_id: row.companyId,
    group_id: row.groupId,
    role: row.role,
    applications: JSON.stringify(row.applications),
    precedence: row.precedence,
    event_id: row.eventId,
    time: row.time,
  };
  return MAPPING_COLUMNS.map((column) => stored[column]);
}

/** Reads back what mappingParameters stored. */
export const toMapping = (stored: Omit<Selectable<MappingsTable>, 'company_id'>): GroupMapping => ({
  groupId: stored.group_id,
  role: stored.role,
  applications: readStored(stored.applications),
  precedence: Number(stored.precedence),
  eventId: stored.event_id,
  time: stored.time,
});

/** Values of a company's row, in the order of COMPANY_COLUMNS. */
export function companyParameters(row: CompanyRow): readonly Parameter[] {
  const stored: Record<(typeof COMPANY_COLUMNS)[number], Parameter> = {
    company_id: row.companyId,
    name: row.name,
    saml_state: row.saml,
    scim_state: row.scim,
    applications: JSON.stringify(row.applications),
    defaults: JSON.stringify(row.defaults),
    owners: JSON.stringify(row.owners),
    member_count: row.memberCount,
    deleted_count: row.deletedCount,
    applied_position: row.appliedPosition,
    applied_sequence: row.appliedSequence,
    applied_event_id: row.appliedEventId,
  };
  return COMPANY_COLUMNS.map((column) => stored[column]);
}

const SCIM_STATES: readonly CompanyRow['scim'][] = ['off', 'enabled', 'paused'];

/** Reads back what companyParameters stored. */
export function toCompanyRow(stored: Selectable<CompaniesTable>): CompanyRow {
  return {
    companyId: stored.company_id,
    name: stored.name,
    saml: stored.saml_state === 'enabled' ? 'enabled' : 'off',
    scim: SCIM_STATES.find((known) => known === stored.scim_state) ?? 'off',
    applications: readStored(stored.applications),
    defaults: readStored(stored.defaults),
    owners: readStored(stored.owners),
    memberCount: stored.member_count,
    deletedCount: stored.deleted_count,
    appliedPosition: BigInt(stored.applied_position),
    appliedSequence: stored.applied_sequence,
    appliedEventId: stored.applied_event_id,
  };
}
