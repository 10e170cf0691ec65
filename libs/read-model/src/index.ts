export type { MappingDraft, MappingEffect, UserAccess } from './search/access-queries.ts';
export * from './generations/compare.ts';
export { GROUPS, USERS, type Subject } from './lists/filter-subjects.ts';
export { filterToSql, type FilterContext } from './lists/filter-to-sql.ts';
export { type Comparison, MOST_NAMED } from './generations/compare-with-live.ts';
export { BATCH_RECORDS, type FoldOptions, type RebuildProgress, type RowLag } from './generations/fold-log.ts';
export * from './generations/generations.ts';
export * from './lists/list-request.ts';
export * from './live-model.ts';
export { MAX_BEARERS, type NameBearer, nameAt, type NameSpan, SHOWN as SHOWN_NAMES } from './search/former-queries.ts';
export { type KnownName, NAME_KINDS, type NameKind } from './projections/former-names.ts';
export type { GroupOverview, GroupPage, GroupSearch } from './search/group-search.ts';
export { MAX_SEARCH_PAGE, MAX_SEARCH_TEXT, MAX_SEARCH_WORDS, type RowsBehind } from './search/search-request.ts';
export { MAX_SCANNED, MAX_SEARCHED, type FoundUser, type UserPage, type UserSearch } from './search/user-search.ts';
export * from './parking/parked.ts';
export * from './projections/companies.ts';
export * from './projections/groups.ts';
export * from './projections/mappings.ts';
export * from './projections/users.ts';
export * from './queries.ts';
export * from './generations/rebuild.ts';
export type { PublishedRecord } from './applying/row-batch.ts';
export type { RowEngine } from './applying/row-engine.ts';
export { CheckpointMoved, ForeignLog, MOST_PARKED, RowRefused, TooManyParked } from './applying/errors.ts';
export {
  NO_COMPANY,
  partitionSink,
  recordSink,
  type PartitionItem,
  type RowSink,
  type RowSinkOptions,
} from './applying/row-sink.ts';
export type { SqlDialect } from './lists/sql-dialect.ts';
export * from './tables/tables.ts';
export * from './unavailable.ts';
