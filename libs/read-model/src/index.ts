export * from './compare.ts';
export * from './filter-to-sql.ts';
export * from './projections/companies.ts';
export * from './projections/users.ts';
export * from './queries.ts';
export { CheckpointMoved, RowSink } from './row-sink.ts';
export type { SqlDifferences } from './sql-differences.ts';
export * from './tables.ts';
export * from './unavailable.ts';
