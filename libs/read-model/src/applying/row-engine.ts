import type { Kysely } from 'kysely';
import type { RowStatements } from './row-statements.ts';
import type { Tables } from '../tables/tables.ts';

/** What a sink has to know of the engine that it writes to. */
export interface RowEngine {
  /** Statements over many rows of one generation. */
  statements(db: Kysely<Tables>): RowStatements;
  /** True where what was to be written is to blame, so that the engine would refuse it again. */
  isDataError(error: unknown): boolean;
  /** True where readers of a row can hold its writers up; an engine with one writer at a time needs no such lock. */
  readonly locksRows: boolean;
}

/** The name of an error, whichever realm it comes from; null for what is none. */
export const nameOf = (error: unknown): string | null =>
  typeof error === 'object' && error !== null && 'name' in error && typeof error.name === 'string' ? error.name : null;
