import type { Log, LogFields } from './log.ts';

/**
 * What brought an answer about that is no success, on every address of the product. Operators are called for an `error`, so no client may be able to cause one.
 *
 * - `client`: anyone who sends this gets it. SCIM: 400, 401, 403 to 405, 408, 409, 412 to 415, 431, 501 (/Me, a method that nobody knows), 429 of a rate or a pause;
 *   account API and console: 400, 401, 403 to 405, 408 to 410, 413, 415, 431, 501.
 * - `busy`: many requests at once, or rows a moment behind. SCIM: 429; account API: 429, 503.
 * - `engine`: an engine does not answer. SCIM: 429; account API: 503.
 * - `fault`: nobody foresaw it. 500.
 */
export type AnswerCause = 'client' | 'busy' | 'engine' | 'fault';

/** The level of the line that the log has of an answer; null for none. */
export const ANSWER_LEVELS: Readonly<Record<AnswerCause, 'warn' | 'error' | null>> = {
  client: null,
  busy: 'warn',
  engine: 'error',
  fault: 'error',
};

/** Writes the line of an answer, if it is to have one. */
export function logAnswer(log: Log, cause: AnswerCause, fields: LogFields, what: string): void {
  const level = ANSWER_LEVELS[cause];
  if (level !== null) log[level](fields, what);
}
