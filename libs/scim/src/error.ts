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
export const problem = (scimType: ScimType, detail: string): Refused => ({
  ok: false,
  problem: { scimType, detail },
});

/** Body of an error answer (RFC 7644 section 3.12); `status` is an HTTP status and becomes a string. */
export function errorBody(error: { readonly status: number; readonly scimType?: ScimType; readonly detail: string }): Record<string, Json> {
  const { status, scimType, detail } = error;
  return { schemas: [ERROR_URN], status: String(status), ...(scimType === undefined ? {} : { scimType }), detail };
}
