import type { FastifyRequest } from 'fastify';
import type { EventReader } from '@luciq/access';
import { isCompanyId } from '@luciq/events';
import { BEGINNING } from '../reading/cursor.ts';
import { FEED_TYPES } from '../reading/entry.ts';
import type { Filter } from '../reading/page.ts';
import { MAX_NAMED, MAX_PAGE, MAX_WAIT_SECONDS, USUAL_PAGE } from './limits.ts';
import type { Parameter } from './parameters.ts';
import { PARAMETERS } from './parameters.ts';
import { refuse } from './refusals.ts';

/** The end of the log, in place of a cursor. */
export const NOW = 'now';

/** A request for events. */
export interface EventsRequest {
  /** A cursor, BEGINNING or NOW. */
  readonly after: string;
  readonly limit: number;
  readonly filter: Filter;
  readonly waitMs: number;
  /** True for a request for a stream of Server-Sent Events. */
  readonly isStream: boolean;
}

type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Reads a request of a reader who was let in. Throws RefusedByFeed. */
export function eventsRequest(request: FastifyRequest, { credential }: EventReader): EventsRequest {
  const query = request.query as Query;
  for (const name of Object.keys(query))
    if (!PARAMETERS.some((known) => known === name)) refuse({ kind: 'unknown-parameter', name: name.slice(0, 100) });
  const isStream = request.method === 'GET' && accepts(request.headers.accept, 'text/event-stream');
  const lastId = request.headers['last-event-id'];
  const after = one(query, 'after') || BEGINNING;
  return {
    // A client that connects anew repeats its address, and says with the header how far it has come since.
    after: isStream && typeof lastId === 'string' && lastId !== '' ? lastId : after,
    limit: number(query, 'limit', { usual: USUAL_PAGE, least: 1, most: MAX_PAGE }),
    waitMs: number(query, 'wait', { usual: 0, least: 0, most: MAX_WAIT_SECONDS }) * 1_000,
    filter: { companies: companies(query, credential.companies), types: types(query) },
    isStream,
  };
}

function companies(query: Query, allowed: readonly string[] | null): ReadonlySet<string> | null {
  const named = many(query, 'company');
  if (!named) return allowed && new Set(allowed);
  for (const companyId of named) {
    if (!isCompanyId(companyId)) refuse({ kind: 'company' });
    if (allowed && !allowed.includes(companyId)) refuse({ kind: 'other-company', companyId });
  }
  return new Set(named);
}

function types(query: Query): ReadonlySet<string> | null {
  const named = many(query, 'type');
  if (!named) return null;
  for (const type of named) if (!FEED_TYPES.has(type)) refuse({ kind: 'unknown-type', type: type.slice(0, 100) });
  return new Set(named);
}

function one(query: Query, name: Parameter): string | undefined {
  const value = query[name];
  if (typeof value === 'object') refuse({ kind: 'parameter-twice', name });
  return value;
}

/** The values of a parameter that may be there several times, and have several with commas between them; null for none. */
function many(query: Query, name: Parameter): readonly string[] | null {
  const value = query[name];
  if (value === undefined) return null;
  const all = [value].flat().flatMap((text) => text.split(','));
  if (all.length > MAX_NAMED) refuse({ kind: 'too-many-named' });
  return all;
}

function number(
  query: Query,
  name: 'limit' | 'wait',
  { usual, least, most }: { readonly usual: number; readonly least: number; readonly most: number },
): number {
  const text = one(query, name);
  if (text === undefined) return usual;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  return value >= least && value <= most ? value : refuse({ kind: name });
}

/** True where an Accept header names a media type, whatever else it names (RFC 9110 section 12.5.1). */
const accepts = (header: string | undefined, media: string): boolean =>
  (header ?? '').split(',').some((range) => range.split(';', 1)[0]?.trim().toLowerCase() === media);
