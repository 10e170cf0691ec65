import { sql } from 'kysely';
import type { FilterPath, ResourceTypeDefinition } from '@luciq/scim';
import { groupResourceType, userResourceType } from '@luciq/scim';
import type { Fragment, SqlDialect } from './sql-dialect.ts';

/** A single value in SQL; null where unassigned. `folded` is there where a column keeps it. */
export interface Value {
  readonly plain: Fragment;
  readonly folded?: Fragment;
  /** The value, folded where there is such, is a column with an index. */
  readonly indexed?: boolean;
}

/** An attribute that is not kept but follows from the memberships: groups of a user, or members of a group. */
export interface Relation {
  readonly key: string;
  /** What stands after FROM to get a row for each element of the resource in question, with a condition to join by. */
  readonly rows: Fragment;
  readonly where: Fragment;
  /** The order in which elements are shown. */
  readonly order: Fragment;
  /** Sub-attributes of an element by name; `$ref` is null where the service's URL is not known. */
  value(name: string, context: { readonly dialect: SqlDialect; readonly baseUrl: string | null }): Fragment | null;
  /** Ids of the resources that have an element with that value. */
  having(companyId: Fragment, value: Fragment): Fragment;
}

/** Something that can be filtered and listed: its table, and where its attributes are in it. */
export interface Subject {
  readonly table: 'users' | 'groups';
  readonly type: ResourceTypeDefinition;
  readonly id: Fragment;
  readonly idColumn: 'user_id' | 'group_id';
  /** The document that has every attribute without a column of its own; null where there is none. */
  readonly document: Fragment | null;
  readonly relation: Relation;
  /** Columns by attribute, or attribute and sub-attribute with a point between; `plain` null where the document has the value as it was sent. */
  readonly columns: ReadonlyMap<
    string,
    { readonly plain: Fragment | null; readonly folded?: Fragment; readonly indexed?: boolean }
  >;
}

const DISPLAY_KEYS = ['displayName', 'userName'] as const;

/** The name that is shown for a member: the displayName, else the userName, as `displayOf` has it in memory. */
export const displayInSql = (dialect: SqlDialect, attributes: Fragment): Fragment =>
  sql`coalesce(${sql.join(DISPLAY_KEYS.map((key) => sql`nullif(${dialect.value({ kind: 'document', json: attributes }, [key], 'text')}, '')`))})`;

const reference = (endpoint: string, id: Fragment, baseUrl: string | null): Fragment =>
  baseUrl === null ? sql`null` : sql`(${sql.val(`${baseUrl}${endpoint}/`)} || ${id})`;

const groupsOfUser: Relation = {
  key: 'groups',
  rows: sql`group_members as membership join groups as related on related.company_id = membership.company_id and related.group_id = membership.group_id`,
  where: sql`membership.company_id = users.company_id and membership.user_id = users.user_id`,
  order: sql`related.created_position`,
  value: (name, { baseUrl }) => {
    switch (name) {
      case 'value':
        return sql`related.group_id`;
      case '$ref':
        return reference(groupResourceType.endpoint, sql`related.group_id`, baseUrl);
      case 'display':
        return sql`related.display_name`;
      case 'type':
        return sql`${sql.val('direct')}`;
      default:
        return null;
    }
  },
  having: (companyId, value) =>
    sql`select membership.user_id from group_members as membership where membership.company_id = ${companyId} and membership.group_id = ${value}`,
};

const membersOfGroup: Relation = {
  key: 'members',
  rows: sql`group_members as membership join users as related on related.company_id = membership.company_id and related.user_id = membership.user_id`,
  where: sql`membership.company_id = groups.company_id and membership.group_id = groups.group_id`,
  order: sql`membership.user_id`,
  value: (name, { dialect, baseUrl }) => {
    switch (name) {
      case 'value':
        return sql`related.user_id`;
      case '$ref':
        return reference(userResourceType.endpoint, sql`related.user_id`, baseUrl);
      case 'display':
        return displayInSql(dialect, sql`related.attributes`);
      case 'type':
        return sql`${sql.val(userResourceType.name)}`;
      default:
        return null;
    }
  },
  having: (companyId, value) =>
    sql`select membership.group_id from group_members as membership where membership.company_id = ${companyId} and membership.user_id = ${value}`,
};

/** The name by which Subject.columns knows an attribute. */
export const columnName = ({ key, sub }: Pick<FilterPath, 'key' | 'sub'>): string => (sub ? `${key}.${sub.name}` : key);

/** The users of a company. */
export const USERS: Subject = {
  table: 'users',
  type: userResourceType,
  id: sql.ref('users.user_id'),
  idColumn: 'user_id',
  document: sql.ref('users.attributes'),
  relation: groupsOfUser,
  columns: new Map([
    ['active', { plain: sql.ref('users.active') }],
    ['externalId', { plain: sql.ref('users.external_id'), indexed: true }],
    ['userName', { plain: null, folded: sql.ref('users.user_name_folded'), indexed: true }],
    ['displayName', { plain: null, folded: sql.ref('users.display_name_folded'), indexed: true }],
    ['name.familyName', { plain: null, folded: sql.ref('users.family_name_folded'), indexed: true }],
  ]),
};

/** The groups of a company. */
export const GROUPS: Subject = {
  table: 'groups',
  type: groupResourceType,
  id: sql.ref('groups.group_id'),
  idColumn: 'group_id',
  document: null,
  relation: membersOfGroup,
  columns: new Map([
    ['externalId', { plain: sql.ref('groups.external_id'), indexed: true }],
    [
      'displayName',
      { plain: sql.ref('groups.display_name'), folded: sql.ref('groups.display_name_folded'), indexed: true },
    ],
  ]),
};
