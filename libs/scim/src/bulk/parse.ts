import type { Json } from '@luciq/events';
import type { Parsed, ScimProblem } from '../error.ts';
import { parsed, problem } from '../error.ts';
import { isObject, memberInAnyCase } from '../json.ts';
import { MAX_BULK_OPERATIONS, MAX_BULK_REFERENCES } from '../limits.ts';
import { checkMessageSchema } from '../message.ts';
import { BULK_REQUEST_URN } from '../urns.ts';
import { referencesIn, referredId } from './references.ts';

/** What one operation of a bulk request asks for (RFC 7644 section 3.7). */
export interface BulkOperation {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Such as `/Users`; always one of those that are offered. */
  readonly endpoint: string;
  /** Null for a POST. */
  readonly id: { readonly kind: 'id' | 'bulkId'; readonly value: string } | null;
  readonly bulkId: string | null;
  /** As in If-Match; null for none. */
  readonly version: string | null;
  /** Null for a DELETE. */
  readonly data: Json;
  /** bulkIds of other operations that must be done before. */
  readonly references: ReadonlySet<string>;
}

/** An operation, or why this one can't be done; the others can. */
export type ParsedOperation =
  | { readonly kind: 'operation'; readonly operation: BulkOperation }
  | {
      readonly kind: 'refused';
      readonly method: string | null;
      readonly bulkId: string | null;
      readonly place: BulkPlace | null;
      readonly problem: ScimProblem;
    };

/** What the path of an operation means. */
export type BulkPlace = Pick<BulkOperation, 'endpoint' | 'id'>;

export interface BulkRequest {
  /** After so many failures the rest is left, at least 1: a 0 that was sent stops at the first. Null for never. */
  readonly failOnErrors: number | null;
  readonly operations: readonly ParsedOperation[];
}

/** A bulk request, what is wrong with it, or by which limit it is too large (413). */
export type BulkParsed =
  | { readonly kind: 'bulk'; readonly request: BulkRequest }
  | { readonly kind: 'refused'; readonly problem: ScimProblem }
  | { readonly kind: 'too-large'; readonly detail: string };

const METHODS: ReadonlyMap<string, BulkOperation['method']> = new Map(
  (['POST', 'PUT', 'PATCH', 'DELETE'] as const).map((method) => [method, method]),
);
const PATH = /^\/?([A-Za-z]+)(?:\/([^/?#]+))?\/?$/;

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function readPath(path: unknown, endpoints: readonly string[]): Parsed<BulkPlace> {
  const [, name, last] = typeof path === 'string' ? (PATH.exec(path) ?? []) : [];
  const endpoint =
    name === undefined ? undefined : endpoints.find((each) => each.toLowerCase() === `/${name}`.toLowerCase());
  if (endpoint === undefined)
    return problem('invalidPath', `The path of each operation must begin with one of ${endpoints.join(', ')}.`);
  if (last === undefined) return parsed({ endpoint, id: null });
  const id = decoded(last);
  if (id === null) return problem('invalidPath', 'The id in the path of an operation is not well-formed.');
  const bulkId = referredId(id);
  return parsed({ endpoint, id: bulkId === null ? { kind: 'id', value: id } : { kind: 'bulkId', value: bulkId } });
}

function readOperation(
  sent: Readonly<Record<string, unknown>>,
  method: BulkOperation['method'],
  endpoints: readonly string[],
): Parsed<BulkOperation> {
  const bulkId = memberInAnyCase(sent, 'bulkid') ?? null;
  if (bulkId !== null && (typeof bulkId !== 'string' || bulkId === ''))
    return problem('invalidValue', 'A bulkId must be a string that is not empty.');
  if (method === 'POST' && bulkId === null)
    return problem('invalidValue', 'An operation with method POST needs a bulkId.');
  const version = memberInAnyCase(sent, 'version') ?? null;
  if (version !== null && typeof version !== 'string')
    return problem('invalidValue', 'The version of an operation must be a string.');
  const place = readPath(memberInAnyCase(sent, 'path'), endpoints);
  if (!place.ok) return place;
  const { id } = place.value;
  if ((method === 'POST') !== (id === null))
    return problem('invalidPath', `The path of an operation with method ${method} must ${id ? 'not ' : ''}have an id.`);
  const data = memberInAnyCase(sent, 'data');
  if (method !== 'DELETE' && !isObject(data))
    return problem('invalidSyntax', `An operation with method ${method} needs data that is an object.`);
  // Bodies come from JSON.
  const body = method === 'DELETE' ? null : (data as Json);
  const inData = referencesIn(body);
  if (!inData) return problem('invalidSyntax', 'The data of an operation is nested too deeply.');
  const references = new Set(id?.kind === 'bulkId' ? [...inData, id.value] : inData);
  return parsed({ method, ...place.value, bulkId, version, data: body, references });
}

function parseOne(sent: unknown, endpoints: readonly string[]): ParsedOperation {
  const named = isObject(sent) ? memberInAnyCase(sent, 'method') : undefined;
  const method = typeof named === 'string' ? METHODS.get(named.toUpperCase()) : undefined;
  const id = isObject(sent) ? memberInAnyCase(sent, 'bulkid') : undefined;
  const bulkId = typeof id === 'string' ? id : null;
  if (!isObject(sent) || !method) {
    return {
      kind: 'refused',
      method: null,
      bulkId,
      place: null,
      problem: problem('invalidSyntax', 'The method of each operation must be POST, PUT, PATCH or DELETE.').problem,
    };
  }
  const operation = readOperation(sent, method, endpoints);
  if (operation.ok) return { kind: 'operation', operation: operation.value };
  const place = readPath(memberInAnyCase(sent, 'path'), endpoints);
  return {
    kind: 'refused',
    method,
    bulkId,
    place: place.ok && method !== 'POST' ? place.value : null,
    problem: operation.problem,
  };
}

const refused = ({ problem: wrong }: { readonly problem: ScimProblem }): BulkParsed => ({
  kind: 'refused',
  problem: wrong,
});

/**
 * Reads the body of a bulk request (RFC 7644 section 3.7), keys in any case; `schemas` may be missing. `endpoints` are those
 * at which something can be written. What is wrong with one operation alone is the refusal in its place; a bulkId given twice, and no
 * operation at all, spoil the whole request.
 */
export function parseBulk(body: unknown, endpoints: readonly string[]): BulkParsed {
  if (!isObject(body)) return refused(problem('invalidSyntax', 'The body must be a JSON object.'));
  const schemas = checkMessageSchema(body, BULK_REQUEST_URN);
  if (!schemas.ok) return refused(schemas);
  const sent = memberInAnyCase(body, 'operations');
  if (!Array.isArray(sent) || sent.length === 0)
    return refused(problem('invalidSyntax', 'Operations must be a list of one operation or more.'));
  if (sent.length > MAX_BULK_OPERATIONS) {
    return {
      kind: 'too-large',
      detail: `A bulk request must not have more than ${MAX_BULK_OPERATIONS} operations (maxOperations). Send the rest in another one.`,
    };
  }
  const failOnErrors = memberInAnyCase(body, 'failonerrors') ?? null;
  const isCount = typeof failOnErrors === 'number' && Number.isSafeInteger(failOnErrors) && failOnErrors >= 0;
  if (failOnErrors !== null && !isCount)
    return refused(problem('invalidValue', 'failOnErrors must be a whole number and not negative.'));
  const operations = sent.map((each) => parseOne(each, endpoints));
  const readable = operations.flatMap((parsed) => (parsed.kind === 'operation' ? [parsed.operation] : []));
  const ids = readable.flatMap(({ bulkId }) => bulkId ?? []);
  if (new Set(ids).size < ids.length)
    return refused(problem('invalidValue', 'Each bulkId must be given once in a request.'));
  if (readable.reduce((count, { references }) => count + references.size, 0) > MAX_BULK_REFERENCES) {
    return {
      kind: 'too-large',
      detail: `A bulk request must not have more than ${MAX_BULK_REFERENCES} references by bulkId.`,
    };
  }
  return { kind: 'bulk', request: { failOnErrors: isCount ? Math.max(1, failOnErrors) : null, operations } };
}
