import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { EffectiveAccess, GroupMapping, Role } from '@luciq/entitlement';
import { effectiveAccess } from '@luciq/entitlement';
import type { UserResource } from '@luciq/scim';
import type { SqlDialect } from '../lists/sql-dialect.ts';
import type { CompanyRow } from '../projections/companies.ts';
import type { UserRow } from '../projections/users.ts';
import { readStored, toMapping, toUserResource, toUserRow } from '../tables/stored-rows.ts';
import type { MappingsTable, Tables } from '../tables/tables.ts';
import { MAPPING_COLUMNS, USER_COLUMNS } from '../tables/tables.ts';

/** A user's access, and why. */
export interface UserAccess {
  readonly user: UserResource;
  readonly access: EffectiveAccess;
}

/** A mapping as an administrator drafts it; null to remove it. */
export interface MappingDraft {
  readonly companyId: string;
  readonly groupId: string;
  readonly mapping: Pick<GroupMapping, 'role' | 'applications' | 'precedence'> | null;
}

/** What one user would gain or lose by a mapping. `role` is null where it stays. */
export interface MappingEffect {
  readonly user: UserResource;
  readonly role: { readonly before: Role | null; readonly after: Role | null } | null;
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

/** Members that a preview works out at a time. */
const MEMBERS_PER_PREVIEW = 500;

type CompanyAccess = Pick<CompanyRow, 'defaults' | 'owners'>;

/** What the company, its mappings and the provider's assertions make of one user; null for a company that was never registered. */
function accessOf(
  user: UserRow,
  company: CompanyAccess,
  groupMappings: readonly GroupMapping[],
): EffectiveAccess | null {
  if (!company.defaults) return null;
  return effectiveAccess({
    owner: Object.hasOwn(company.owners, user.userId) ? (company.owners[user.userId] ?? null) : null,
    status: { value: user.active ? 'active' : 'inactive', ...user.status },
    asserted: user.asserted,
    groupMappings,
    defaults: company.defaults,
  });
}

/** See ReadModelQueries.userAccess; all of it of one moment if `db` is. */
export async function userAccess(
  db: Kysely<Tables>,
  companyId: string,
  userId: string,
  dialect: SqlDialect,
): Promise<UserAccess | null> {
  const stored = await db
    .selectFrom('users')
    .select(USER_COLUMNS)
    .where('company_id', '=', companyId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  const company = await companyAccess(db, companyId);
  if (!stored || !company) return null;
  const mappings = await mappingsOf(db, companyId, [userId], dialect);
  const access = accessOf(toUserRow(stored), company, mappings.get(userId) ?? []);
  return access && { user: toUserResource(stored), access };
}

/** The access of some users of a company, by user id; empty where it was never registered. All of it of one moment if `db` is. */
export async function accessOfUsers(
  db: Kysely<Tables>,
  companyId: string,
  users: readonly UserRow[],
  dialect: SqlDialect,
): Promise<ReadonlyMap<string, EffectiveAccess>> {
  const found = new Map<string, EffectiveAccess>();
  const company = users.length > 0 ? await companyAccess(db, companyId) : null;
  if (!company) return found;
  const mappings = await mappingsOf(
    db,
    companyId,
    users.map(({ userId }) => userId),
    dialect,
  );
  for (const user of users) {
    const access = accessOf(user, company, mappings.get(user.userId) ?? []);
    if (access) found.set(user.userId, access);
  }
  return found;
}

/** The mappings of a company, highest precedence first. */
export async function companyMappings(db: Kysely<Tables>, companyId: string): Promise<readonly GroupMapping[]> {
  const rows = await db
    .selectFrom('mappings')
    .select(MAPPING_COLUMNS)
    .where('company_id', '=', companyId)
    .orderBy('precedence', 'desc')
    .orderBy('group_id')
    .execute();
  return rows.map(toMapping);
}

/** The members who come next after one, with what a mapping would do to each whom it would do anything. */
export interface PreviewBatch {
  readonly effects: readonly MappingEffect[];
  /** The last member who was looked at; null at the end. */
  readonly last: string | null;
}

/** Works out what a mapping would do to the members of its group, some at a time. Only they can be concerned. */
export async function previewBatch(
  db: Kysely<Tables>,
  { companyId, groupId, mapping }: MappingDraft,
  after: string,
  dialect: SqlDialect,
): Promise<PreviewBatch> {
  const company = await companyAccess(db, companyId);
  if (!company) return { effects: [], last: null };
  const members = await db
    .selectFrom('group_members')
    .innerJoin('users', (join) =>
      join
        .onRef('users.company_id', '=', 'group_members.company_id')
        .onRef('users.user_id', '=', 'group_members.user_id'),
    )
    .select(USER_COLUMNS.map((column) => `users.${column}` as const))
    .where('group_members.company_id', '=', companyId)
    .where('group_members.group_id', '=', groupId)
    .where('group_members.user_id', '>', after)
    .orderBy('group_members.user_id')
    .limit(MEMBERS_PER_PREVIEW)
    .execute();
  const mappings = await mappingsOf(
    db,
    companyId,
    members.map(({ user_id }) => user_id),
    dialect,
  );
  const effects = members.flatMap((stored) => {
    const [before, row] = [mappings.get(stored.user_id) ?? [], toUserRow(stored)];
    const others = before.filter((each) => each.groupId !== groupId);
    // A draft comes from no event yet; the effect does not show one.
    const changed = mapping ? [...others, { ...mapping, groupId, eventId: '', time: '' }] : others;
    return effectOf(toUserResource(stored), accessOf(row, company, before), accessOf(row, company, changed)) ?? [];
  });
  await nextTurn();
  return { effects, last: members.length < MEMBERS_PER_PREVIEW ? null : (members.at(-1)?.user_id ?? null) };
}

function effectOf(
  user: UserResource,
  before: EffectiveAccess | null,
  after: EffectiveAccess | null,
): MappingEffect | null {
  if (!before || !after) return null;
  const [had, has] = [before, after].map(({ applications }) => new Set(applications.map(({ name }) => name)));
  const gained = [...(has ?? [])].filter((name) => !had?.has(name));
  const lost = [...(had ?? [])].filter((name) => !has?.has(name));
  const role = before.role === after.role ? null : { before: before.role, after: after.role };
  return role || gained.length > 0 || lost.length > 0 ? { user, role, gained, lost } : null;
}

async function companyAccess(db: Kysely<Tables>, companyId: string): Promise<CompanyAccess | null> {
  const stored = await db
    .selectFrom('companies')
    .select(['defaults', 'owners'])
    .where('company_id', '=', companyId)
    .executeTakeFirst();
  return stored ? { defaults: readStored(stored.defaults), owners: readStored(stored.owners) } : null;
}

/** The mappings of the groups that members are in, by member. */
async function mappingsOf(
  db: Kysely<Tables>,
  companyId: string,
  userIds: readonly string[],
  dialect: SqlDialect,
): Promise<ReadonlyMap<string, readonly GroupMapping[]>> {
  const columns = sql.join(MAPPING_COLUMNS.map((column) => sql.ref(`mappings.${column}`)));
  const { rows } = await sql<MappingsTable & { readonly user_id: string }>`
    select member.user_id, ${columns} from group_members as member
    join mappings on mappings.company_id = member.company_id and mappings.group_id = member.group_id
    where member.company_id = ${companyId} and member.user_id in (${dialect.ids(userIds)})`.execute(db);
  const found = new Map<string, GroupMapping[]>();
  for (const row of rows) {
    const of = found.get(row.user_id) ?? [];
    of.push(toMapping(row));
    found.set(row.user_id, of);
  }
  return found;
}
