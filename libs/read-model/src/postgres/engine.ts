import type { RowEngine } from '../applying/row-engine.ts';
import { nameOf } from '../applying/row-engine.ts';
import { ReadModelUnavailable } from '../unavailable.ts';
import { postgresRowStatements } from './row-statements.ts';

/** Classes of SQLSTATE that blame what was written: data exception, constraint violation, limit of the program. */
const DATA_CLASSES: ReadonlySet<string> = new Set(['22', '23', '54']);

/** SQLSTATEs of a table or schema that is not there: a generation that was removed. */
const MISSING: ReadonlySet<string> = new Set(['42P01', '3F000', '42883']);

/** Thrown by JavaScript for a value that is not what the code expects. */
const VALUE_ERRORS: ReadonlySet<string> = new Set(['TypeError', 'RangeError', 'UnfitText']);

const SQLSTATE = /^[0-9A-Z]{5}$/;

/** The SQLSTATE of an answer of the server; null for a failure on the way to it, or in this process. */
function sqlState(error: unknown): string | null {
  const code =
    typeof error === 'object' && error !== null && 'code' in error && 'severity' in error ? error.code : null;
  return typeof code === 'string' && SQLSTATE.test(code) ? code : null;
}

const isValueError = (error: unknown): boolean => VALUE_ERRORS.has(nameOf(error) ?? '');

const isDataError = (error: unknown): boolean =>
  isValueError(error) || DATA_CLASSES.has(sqlState(error)?.slice(0, 2) ?? '');

/** Several writers at a time, each row by itself. */
export const postgresEngine: RowEngine = { statements: () => postgresRowStatements, isDataError };

/** True where the tables of a generation do not exist any more. */
export const isMissing = (error: unknown): boolean => MISSING.has(sqlState(error) ?? '');

/** SQLSTATE of a query that met the removal of what it reads, each waiting for the other. */
const DEADLOCK = '40P01';

/** True where a generation was removed, or is being removed at this moment: the same query on the live one is answered. */
export const isBeingRemoved = (error: unknown): boolean => isMissing(error) || sqlState(error) === DEADLOCK;

/** Names under which the driver and the system report that the server did not answer. */
const ENGINE_ERRORS: ReadonlySet<string> = new Set(['Error', 'AggregateError', 'GenerationOfOtherBuild']);

/** The error as a reader gets it: ReadModelUnavailable for what may pass, and a mistake of ours as it is. */
export function asReaderSees(error: unknown): unknown {
  const state = sqlState(error);
  const mayPass =
    state === null
      ? ENGINE_ERRORS.has(nameOf(error) ?? '')
      : isMissing(error) || !(isDataError(error) || state.startsWith('42'));
  return mayPass ? new ReadModelUnavailable('the database of the read model did not answer', { cause: error }) : error;
}
