import type { Json } from '@luciq/events';
import { BULK_RESPONSE_URN } from '../urns.ts';

/** How one operation of a bulk request went. */
export interface BulkResult {
  /** As it was sent; null for one that was none. */
  readonly method: string | null;
  readonly bulkId: string | null;
  /** An HTTP status; becomes a string. */
  readonly status: number;
  /** URL of the resource; null for a POST that failed. */
  readonly location: string | null;
  readonly version: string | null;
  /** The body of an error; null where there is none. */
  readonly response: Json;
}

function resultDocument({ method, bulkId, status, location, version, response }: BulkResult): Json {
  return {
    ...(location === null ? {} : { location }),
    ...(method === null ? {} : { method }),
    ...(bulkId === null ? {} : { bulkId }),
    ...(version === null ? {} : { version }),
    status: String(status),
    ...(response === null ? {} : { response }),
  };
}

/** The answer to a bulk request (RFC 7644 section 3.7.3): results of what was done, in the order of the request. */
export const bulkResponse = (results: readonly BulkResult[]): Record<string, Json> => ({
  schemas: [BULK_RESPONSE_URN],
  Operations: results.map(resultDocument),
});

/** True once so many operations have failed that the rest must be left (RFC 7644 section 3.7.3). */
export const mustStop = (failOnErrors: number | null, failures: number): boolean =>
  failOnErrors !== null && failures >= failOnErrors;
