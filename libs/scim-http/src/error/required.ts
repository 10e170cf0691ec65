import type { Parsed } from '@luciq/scim';
import { Answered, refusalAnswer } from './answer.ts';

/** The value, or an answer of 400 that says what is wrong. */
export function required<T>(result: Parsed<T>): T {
  if (result.ok) return result.value;
  throw new Answered(refusalAnswer({ kind: 'problem', problem: result.problem }));
}
