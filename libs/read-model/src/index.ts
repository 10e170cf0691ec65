export type { MappingDraft, MappingEffect, MemberAccess } from './access-queries.ts';
export * from './compare.ts';
export { GROUPS, USERS, type Subject } from './filter-subjects.ts';
export { filterToSql, type FilterContext } from './filter-to-sql.ts';
export * from './foreign-log.ts';
export * from './generations.ts';
export * from './list-request.ts';
export * from './live-model.ts';
export {
  MAX_SCANNED,
  MAX_SEARCHED,
  MAX_SEARCH_PAGE,
  MAX_SEARCH_TEXT,
  MAX_SEARCH_WORDS,
  type FoundMember,
  type GroupOverview,
  type GroupPage,
  type GroupSearch,
  type MemberPage,
  type MemberSearch,
  type RowsBehind,
} from './member-search.ts';
export * from './parked.ts';
export * from './projections/companies.ts';
export * from './projections/groups.ts';
export * from './projections/mappings.ts';
export * from './projections/users.ts';
export * from './queries.ts';
export * from './rebuild.ts';
export type { RowEngine } from './row-engine.ts';
export { RowRefused } from './row-applier.ts';
export * from './row-sink.ts';
export { CheckpointMoved, MOST_PARKED, TooManyParked, type RowWriterOptions } from './row-writer.ts';
export type { SqlDifferences } from './sql-differences.ts';
export * from './tables.ts';
export * from './unavailable.ts';
