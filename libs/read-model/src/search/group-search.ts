import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { GroupMapping } from '@luciq/entitlement';
import { groupResourceType } from '@luciq/scim';
import { GROUPS } from '../lists/filter-subjects.ts';
import { filterToSql } from '../lists/filter-to-sql.ts';
import type { SqlDialect } from '../lists/sql-dialect.ts';
import { toMapping } from '../tables/stored-rows.ts';
import type { MappingsTable, Tables } from '../tables/tables.ts';
import { MAPPING_COLUMNS } from '../tables/tables.ts';
import type { Waiting } from './search-request.ts';
import { all, anywhere, filterOf, pageSize, startOf } from './search-request.ts';

/** Which groups are wanted. */
export interface GroupSearch extends Waiting {
  /** Words, each of which is somewhere in the displayName, in any case. */
  readonly text?: string;
  readonly groupId?: string;
  readonly after?: string | null;
  /** At most MAX_SEARCH_PAGE. */
  readonly count: number;
}

/** A group, and what the company gives to its members. */
export interface GroupOverview {
  readonly id: string;
  readonly displayName: string;
  readonly externalId: string | null;
  readonly memberCount: number;
  readonly mapping: GroupMapping | null;
}

/** A page of groups in the order of creation. */
export interface GroupPage {
  readonly kind: 'page';
  readonly groups: readonly GroupOverview[];
  readonly next: string | null;
}

type StoredOverview = {
  readonly group_id: string;
  readonly display_name: string;
  readonly external_id: string | null;
  readonly member_count: number;
  readonly created_position: number | bigint | string;
} & { readonly [Column in keyof Omit<MappingsTable, 'company_id' | 'group_id'>]: MappingsTable[Column] | null };

/** See ReadModelQueries.groupsOverview. */
export async function groupsOverview(db: Kysely<Tables>, search: GroupSearch, dialect: SqlDialect): Promise<GroupPage> {
  const { companyId, text, groupId } = search;
  const from = startOf(search.after);
  if (from === null) return { kind: 'page', groups: [], next: null };
  const wanted = pageSize(search.count);
  const filter = all([
    ...(groupId === undefined ? [] : [filterOf(groupResourceType, 'id eq ""', groupId)]),
    ...(text === undefined ? [] : anywhere(groupResourceType, ['displayName'], text)),
  ]);
  const condition = filter ? filterToSql(filter, { companyId, dialect, baseUrl: null, subject: GROUPS }) : sql`true`;
  const columns = sql.join(
    MAPPING_COLUMNS.filter((column) => column !== 'company_id' && column !== 'group_id').map((column) =>
      sql.ref(`mappings.${column}`),
    ),
  );
  const { rows } = await sql<StoredOverview>`
    select groups.group_id, groups.display_name, groups.external_id, groups.member_count, groups.created_position, ${columns} from groups
    left join mappings on mappings.company_id = groups.company_id and mappings.group_id = groups.group_id
    where groups.company_id = ${companyId} and groups.created_position > ${from} and ${condition}
    order by groups.created_position limit ${wanted + 1}`.execute(db);
  const shown = rows.slice(0, wanted);
  const last = rows.length > wanted ? shown.at(-1) : undefined;
  return { kind: 'page', groups: shown.map(toOverview), next: last ? String(last.created_position) : null };
}

function toOverview({
  group_id,
  display_name,
  external_id,
  member_count,
  role,
  applications,
  precedence,
  event_id,
  time,
}: StoredOverview): GroupOverview {
  const isMapped = applications !== null && precedence !== null && event_id !== null && time !== null;
  return {
    id: group_id,
    displayName: display_name,
    externalId: external_id,
    memberCount: member_count,
    mapping: isMapped ? toMapping({ group_id, role, applications, precedence, event_id, time }) : null,
  };
}
