import type { Json } from '@luciq/events';
import { ERROR_URN } from './urns.ts';

/** Detail error keywords of RFC 7644 section 3.12, table 9, and of cursors. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  // RFC 9865 section 2.1.
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount';

/** What is wrong with a request, in a sentence for the administrator who reads it. */
export interface ScimProblem {
  readonly scimType: ScimType;
  readonly detail: string;
}

/** What is wrong with what was sent, as an outcome. */
export interface Refused {
  readonly ok: false;
  readonly problem: ScimProblem;
}

/** A value, or what is wrong with what was sent. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | Refused;

/** A value that was parsed. */
export const parsed = <T>(value: T): Parsed<T> => ({ ok: true, value });

/** What is wrong with what was sent. The detail never repeats a value from the request. */
export const problem = (scimType: ScimType, detail: string): Refused => ({ ok: false, problem: { scimType, detail } });

/** The same, with the number of the operation it is about, from 1. */
export const inOperation = (number: number, { problem: { scimType, detail } }: Refused): Refused =>
  problem(scimType, `Operation ${number}: ${detail}`);

/** What a JSON value is, for a refusal: its kind and never the value. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return value === '' ? 'an empty string' : 'a string';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'undefined':
      return 'nothing';
    default:
      return 'an object';
  }
}

/** Body of an error answer (RFC 7644 section 3.12); `status` is an HTTP status and becomes a string. */
export function errorBody(error: {
  readonly status: number;
  readonly scimType?: ScimType;
  readonly detail: string;
}): Record<string, Json> {
  const { status, scimType, detail } = error;
  return { schemas: [ERROR_URN], status: String(status), ...(scimType === undefined ? {} : { scimType }), detail };
}
