import type { Kysely, Selectable } from 'kysely';
import { CompiledQuery } from 'kysely';
import type { CountChange, GroupAndUsers, RowKey, RowStatements, RowTable } from '../applying/row-engine.ts';
import { REMOVED_BY, ROW_COLUMNS } from '../applying/row-engine.ts';
import type { Parameter } from '../tables/stored-rows.ts';
import type { GroupsTable, Tables, UsersTable } from '../tables/tables.ts';
import { GROUP_COLUMNS, TABLE_KEYS, USER_COLUMNS } from '../tables/tables.ts';
import { addTexts, countUsers, removeTexts } from './user-places.ts';

/** Most rows, and most characters of text, in one statement; one row of any size still goes. */
const MOST_ROWS = 5_000;
const MOST_CHARACTERS = 16_000_000;

type Column = (typeof ROW_COLUMNS)[RowTable][number];

const NUMBERS: ReadonlyMap<Column, string> = new Map<Column, string>([
  ['created_position', 'bigint'],
  ['precedence', 'bigint'],
  ['number', 'integer'],
  ['applied_position', 'bigint'],
  ['active', 'integer'],
  ['revision', 'integer'],
  ['member_count', 'integer'],
  ['deleted_count', 'integer'],
  ['deleted', 'integer'],
  ['applied_sequence', 'integer'],
]);

const JSON_COLUMNS: ReadonlySet<Column> = new Set<Column>([
  'attributes',
  'asserted',
  'waiting_rename',
  'names_since',
  'applications',
  'defaults',
  'owners',
]);

/** An escape that no jsonb can hold: U+0000, or a surrogate, which JSON.stringify escapes only where it stands alone. */
const UNFIT_ESCAPE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/** A text that PostgreSQL cannot keep: with U+0000 or half of a surrogate pair, which would break every filter that meets it. */
export class UnfitText extends Error {
  override readonly name = 'UnfitText';
  constructor(column: string) {
    super(`column ${column} would have a NUL character or a lone surrogate, which PostgreSQL cannot keep`);
  }
}

const upsertText = (table: RowTable): string => {
  const columns: readonly Column[] = ROW_COLUMNS[table];
  const keys: readonly string[] = TABLE_KEYS[table];
  const arrays = columns.map((column, index) => `$${index + 1}::${NUMBERS.get(column) ?? 'text'}[]`);
  const replaced = columns.filter((column) => !keys.includes(column)).map((column) => `${column} = excluded.${column}`);
  return `insert into ${table} (${columns.join(', ')}) select * from unnest(${arrays.join(', ')})
    on conflict (${keys.join(', ')}) do ${replaced.length === 0 ? 'nothing' : `update set ${replaced.join(', ')}`}`;
};

const UPSERTS: Readonly<Record<RowTable, string>> = {
  users: upsertText('users'),
  user_emails: upsertText('user_emails'),
  former_names: upsertText('former_names'),
  former_members: upsertText('former_members'),
  groups: upsertText('groups'),
  mappings: upsertText('mappings'),
  companies: upsertText('companies'),
};

const WANTED = 'unnest($1::text[], $2::text[]) as wanted(company_id, id)';
const isWanted = (table: keyof typeof REMOVED_BY): string =>
  `${table}.company_id = wanted.company_id and ${table}.${REMOVED_BY[table]} = wanted.id`;
const selectText = (table: 'users' | 'groups', columns: readonly string[]): string =>
  `select ${columns.map((column) => `${table}.${column}`).join(', ')} from ${WANTED} join ${table} on ${isWanted(table)}`;
const SELECT_USERS = selectText('users', USER_COLUMNS);
const SELECT_GROUPS = selectText('groups', GROUP_COLUMNS);

const COUNTED = 'select company_id, group_id, count(*)::integer as changed from changed group by company_id, group_id';
const MEMBERS = 'unnest($1::text[], $2::text[], $3::text[]) as wanted(company_id, group_id, user_id)';
const JOIN = `
  with changed as (
    insert into group_members (company_id, group_id, user_id)
    select wanted.company_id, wanted.group_id, wanted.user_id from ${MEMBERS}
    join users on users.company_id = wanted.company_id and users.user_id = wanted.user_id
    on conflict do nothing returning company_id, group_id
  ) ${COUNTED}`;
const LEAVE = `
  with changed as (
    delete from group_members as member using ${MEMBERS}
    where member.company_id = wanted.company_id and member.group_id = wanted.group_id and member.user_id = wanted.user_id
    returning member.company_id, member.group_id
  ) ${COUNTED}`;
const KEPT = `
  kept as (insert into former_members (company_id, user_id, group_id) select company_id, user_id, group_id from gone on conflict do nothing)`;
const LEAVE_ALL = `
  with gone as (
    delete from group_members as member using ${WANTED} where member.company_id = wanted.company_id and member.user_id = wanted.id
    returning member.company_id, member.user_id, member.group_id
  ), ${KEPT}, changed as (select company_id, group_id from gone) ${COUNTED}`;
const DISBAND = `
  with gone as (
    delete from group_members as member using ${WANTED} where member.company_id = wanted.company_id and member.group_id = wanted.id
    returning member.company_id, member.user_id, member.group_id
  ), ${KEPT} select 1`;

const keyArrays = (keys: readonly RowKey[]): unknown[] => [
  keys.map(({ companyId }) => companyId),
  keys.map(({ id }) => id),
];

const memberArrays = (members: readonly GroupAndUsers[]): unknown[] => {
  const each = members.flatMap(({ group, userIds }) => userIds.map((userId) => ({ group, userId })));
  return [
    each.map(({ group }) => group.companyId),
    each.map(({ group }) => group.id),
    each.map(({ userId }) => userId),
  ];
};

interface Counted {
  readonly company_id: string;
  readonly group_id: string;
  readonly changed: number;
}

async function counted(trx: Kysely<Tables>, statement: CompiledQuery, sign: 1 | -1): Promise<readonly CountChange[]> {
  const { rows } = await trx.executeQuery<Counted>(statement);
  return rows.map(({ company_id, group_id, changed }) => ({
    group: { companyId: company_id, id: group_id },
    by: sign * changed,
  }));
}

/** One statement for any number of rows: each column is one parameter, an array. */
export const postgresRowStatements: RowStatements = {
  locksRows: true,
  async upsert(trx, table, rows) {
    for (const some of batches(rows)) {
      const arrays = ROW_COLUMNS[table].map((column, index) => some.map((row) => kept(column, row[index] ?? null)));
      await trx.executeQuery(CompiledQuery.raw(UPSERTS[table], arrays));
    }
  },
  async users(trx, keys) {
    return (await trx.executeQuery<Selectable<UsersTable>>(CompiledQuery.raw(SELECT_USERS, keyArrays(keys)))).rows;
  },
  async groups(trx, keys) {
    return (await trx.executeQuery<Selectable<GroupsTable>>(CompiledQuery.raw(SELECT_GROUPS, keyArrays(keys)))).rows;
  },
  async remove(trx, table, keys) {
    await trx.executeQuery(
      CompiledQuery.raw(`delete from ${table} using ${WANTED} where ${isWanted(table)}`, keyArrays(keys)),
    );
  },
  countUsers,
  addTexts,
  removeTexts,
  join: (trx, members) => counted(trx, CompiledQuery.raw(JOIN, memberArrays(members)), 1),
  leave: (trx, members) => counted(trx, CompiledQuery.raw(LEAVE, memberArrays(members)), -1),
  leaveAll: (trx, users) => counted(trx, CompiledQuery.raw(LEAVE_ALL, keyArrays(users)), -1),
  async disband(trx, groups) {
    await trx.executeQuery(CompiledQuery.raw(DISBAND, keyArrays(groups)));
  },
};

function kept(column: Column, value: Parameter): Parameter {
  if (typeof value !== 'string') return value;
  const isUnfit = JSON_COLUMNS.has(column)
    ? value.includes('\\u') && UNFIT_ESCAPE.test(value)
    : value.includes('\0') || !value.isWellFormed();
  if (isUnfit) throw new UnfitText(column);
  return value;
}

function* batches(rows: readonly (readonly Parameter[])[]): Generator<readonly (readonly Parameter[])[]> {
  let [start, characters] = [0, 0];
  for (const [index, row] of rows.entries()) {
    const size = row.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0);
    if (index > start && (index - start >= MOST_ROWS || characters + size > MOST_CHARACTERS)) {
      yield rows.slice(start, index);
      [start, characters] = [index, 0];
    }
    characters += size;
  }
  if (start < rows.length) yield rows.slice(start);
}
