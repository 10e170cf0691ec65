import type { FormerMembersTable, FormerNamesTable } from './former-tables.ts';

/** A number that may be above 2^53: given as bigint, read as whatever the driver makes of it. */
type WholeNumber = number | bigint | string;

/** One user who was provisioned and not deleted. */
export interface UsersTable {
  company_id: string;
  user_id: string;
  /** Position of the record that created the user: the stable order of lists. */
  created_position: WholeNumber;
  /** The userName in the form in which names are compared. */
  user_name_folded: string | null;
  external_id: string | null;
  /** The first of the email addresses in the form in which they are compared; the others are in `user_emails`. */
  email_folded: string | null;
  /** The displayName and the family name in the form in which they are compared. */
  display_name_folded: string | null;
  family_name_folded: string | null;
  active: number;
  /** JSON of `UserResource.attributes`. */
  attributes: string;
  /** JSON of `UserRow.asserted`. */
  asserted: string;
  /** JSON of `UserRow.waitingRename`; null for nearly every user. */
  waiting_rename: string | null;
  /** JSON of `UserRow.namesSince`; null for nearly every user. */
  names_since: string | null;
  status_event_id: string;
  status_time: string;
  created: string;
  last_modified: string;
  revision: number;
}

/** An email address of a user besides the first: few users have one. */
export interface UserEmailsTable {
  company_id: string;
  user_id: string;
  /** From 1: the order among the user's further addresses. */
  number: number;
  email_folded: string;
}

/**
 * USERS_IN_A_CHUNK users who were created one after the other, by the position of the first one: where the page at an index
 * begins is found by adding up the chunks before it.
 */
export interface UserChunksTable {
  company_id: string;
  first_position: WholeNumber;
  /** Those of them who were not deleted. */
  user_count: number;
}

/** One group that was created and not deleted. */
export interface GroupsTable {
  company_id: string;
  group_id: string;
  /** Position of the record that created the group: the stable order of lists. */
  created_position: WholeNumber;
  display_name: string;
  /** The name in the form in which names are compared. */
  display_name_folded: string;
  external_id: string | null;
  /** Rows of `group_members` that the group has. */
  member_count: number;
  created: string;
  last_modified: string;
  revision: number;
}

/** A member of a group: one who was not deleted, of a group that was not deleted. */
export interface GroupMembersTable {
  company_id: string;
  group_id: string;
  user_id: string;
}

/** What a company gives to the members of one group, whether or not there is such a group. */
export interface MappingsTable {
  company_id: string;
  group_id: string;
  role: string | null;
  /** JSON array of names. */
  applications: string;
  precedence: WholeNumber;
  /** The event that set the mapping. */
  event_id: string;
  time: string;
}

/** One company, and how far its records have been applied. */
export interface CompaniesTable {
  company_id: string;
  /** Null while the company is known only by its users. */
  name: string | null;
  saml_state: string;
  scim_state: string;
  /** JSON array of names. */
  applications: string;
  /** JSON of `CompanyRow.defaults`. */
  defaults: string;
  /** JSON of `CompanyRow.owners`. */
  owners: string;
  member_count: number;
  /** Grows with every deletion: while it stands still, no user moves up in the list. */
  deleted_count: number;
  applied_position: WholeNumber;
  applied_sequence: number;
  applied_event_id: string;
}

/** How far one source has been written; a source without a row was never read. */
export interface CheckpointTable {
  /** LOG_SOURCE, or `kafka:<partition>`. */
  source: string;
  /** Position of the log; for a partition the next Kafka offset to read. */
  position: WholeNumber;
}

/** A company that is set aside: its rows stand still until an operator resumes it. */
export interface ParkedTable {
  company_id: string;
  source: string;
  /** Place in the source of the item that was refused. */
  position: WholeNumber;
  /** `companySequence` and id of its record; null where the message could not be read, and for a sequence that is not assigned. */
  sequence: number | null;
  event_id: string | null;
  /** Says why, without personal data. */
  reason: string;
  attempts: number;
  parked_at: string;
}

/** The identity of the log that the rows were made from: one row, or none while it is not known. */
export interface LogTable {
  /** Always 1. */
  number: number;
  id: string;
}

/** The tables of a generation. */
export interface Tables {
  users: UsersTable;
  user_emails: UserEmailsTable;
  user_chunks: UserChunksTable;
  former_names: FormerNamesTable;
  former_members: FormerMembersTable;
  groups: GroupsTable;
  group_members: GroupMembersTable;
  mappings: MappingsTable;
  companies: CompaniesTable;
  checkpoint: CheckpointTable;
  parked: ParkedTable;
  log: LogTable;
}

/** Source of a checkpoint that is fed from the event store itself. */
export const LOG_SOURCE = 'log';

/** Source of a checkpoint that is fed from one partition of the topic. */
export const partitionSource = (partition: number): string => `kafka:${partition}`;

/** Changes with every change of a table or a projection; a generation of another version is filled anew from the log. */
export const PROJECTION_VERSION = 8;

/** Users who are created while one chunk is filled. */
export const USERS_IN_A_CHUNK = 4_000;

/** Key columns of each table, in the order of its primary key. */
export const TABLE_KEYS = {
  checkpoint: ['source'],
  companies: ['company_id'],
  former_members: ['company_id', 'user_id', 'group_id'],
  former_names: ['company_id', 'user_id', 'event_id', 'number'],
  group_members: ['company_id', 'group_id', 'user_id'],
  groups: ['company_id', 'group_id'],
  log: ['number'],
  mappings: ['company_id', 'group_id'],
  parked: ['company_id'],
  user_chunks: ['company_id', 'first_position'],
  user_emails: ['company_id', 'user_id', 'number'],
  users: ['company_id', 'user_id'],
} as const satisfies { readonly [Name in keyof Tables]: readonly (keyof Tables[Name])[] };

/** Every column of `users`, in the order in which rows are written. */
export const USER_COLUMNS = [
  'company_id',
  'user_id',
  'created_position',
  'user_name_folded',
  'external_id',
  'email_folded',
  'display_name_folded',
  'family_name_folded',
  'active',
  'attributes',
  'asserted',
  'waiting_rename',
  'names_since',
  'status_event_id',
  'status_time',
  'created',
  'last_modified',
  'revision',
] as const satisfies readonly (keyof UsersTable)[];

/** Every column of `user_emails`, in the order in which rows are written. */
export const USER_EMAIL_COLUMNS = [
  'company_id',
  'user_id',
  'number',
  'email_folded',
] as const satisfies readonly (keyof UserEmailsTable)[];

/** Every column of `user_chunks`. */
export const USER_CHUNK_COLUMNS = [
  'company_id',
  'first_position',
  'user_count',
] as const satisfies readonly (keyof UserChunksTable)[];

/** Every column of `groups`, in the order in which rows are written. */
export const GROUP_COLUMNS = [
  'company_id',
  'group_id',
  'created_position',
  'display_name',
  'display_name_folded',
  'external_id',
  'member_count',
  'created',
  'last_modified',
  'revision',
] as const satisfies readonly (keyof GroupsTable)[];

/** Every column of `group_members`. */
export const GROUP_MEMBER_COLUMNS = [
  'company_id',
  'group_id',
  'user_id',
] as const satisfies readonly (keyof GroupMembersTable)[];

/** Every column of `mappings`, in the order in which rows are written. */
export const MAPPING_COLUMNS = [
  'company_id',
  'group_id',
  'role',
  'applications',
  'precedence',
  'event_id',
  'time',
] as const satisfies readonly (keyof MappingsTable)[];

/** Every column of `companies`, in the order in which rows are written. */
export const COMPANY_COLUMNS = [
  'company_id',
  'name',
  'saml_state',
  'scim_state',
  'applications',
  'defaults',
  'owners',
  'member_count',
  'deleted_count',
  'applied_position',
  'applied_sequence',
  'applied_event_id',
] as const satisfies readonly (keyof CompaniesTable)[];
