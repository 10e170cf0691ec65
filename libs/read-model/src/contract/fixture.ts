import type { Kysely } from 'kysely';
import type { EventRecord } from '@luciq/events';
import type { FailurePolicy, Sink } from '@luciq/pump';
import { startPump } from '@luciq/pump';
import type { Filter, ResourceTypeDefinition } from '@luciq/scim';
import { parseFilter, userResourceType } from '@luciq/scim';
import type { RowSink, RowSinkOptions } from '../applying/row-sink.ts';
import type { FoldOptions } from '../generations/fold-log.ts';
import type { GroupListOutcome, ListOutcome, ListRequest } from '../lists/list-request.ts';
import type { SqlDialect } from '../lists/sql-dialect.ts';
import type { LiveModel } from '../live-model.ts';
import type { Tables } from '../tables/tables.ts';
import { MemoryLog } from './histories.ts';

/** Gives up at the first failure, so that a spec sees it. */
export const failure: FailurePolicy = { initialDelayMs: 0, maxDelayMs: 0, attempts: 1, onExhausted: 'stop' };

/** URL of the SCIM service that specs speak of. */
export const BASE_URL = 'https://scim.example/scim/v2';

/** The first page of everyone. */
export const listing: ListRequest = {
  companyId: 'acme',
  filter: null,
  startIndex: 1,
  count: 100,
  passed: 0n,
  timeoutMs: 0,
  baseUrl: BASE_URL,
};

/** The filter that a text means, of users unless another type is given. */
export function parsedFilter(text: string, type: ResourceTypeDefinition = userResourceType): Filter {
  const result = parseFilter(type, text);
  if (!result.ok) throw new Error(`${text}: ${result.problem.detail}`);
  return result.value;
}

/** Ids on a page; the kind of outcome where there is no page. */
export const idsOf = (outcome: ListOutcome): readonly string[] =>
  outcome.kind === 'page' ? outcome.users.map(({ id }) => id) : [outcome.kind];

/** Ids of groups on a page; the kind of outcome where there is no page. */
export const groupIdsOf = (outcome: GroupListOutcome): readonly string[] =>
  outcome.kind === 'page' ? outcome.groups.map(({ group }) => group.id) : [outcome.kind];

/** A log with a registered company, `acme`. */
export function registered(): MemoryLog {
  const log = new MemoryLog();
  log.append('acme', null, {
    type: 'CompanyRegistered',
    data: { name: 'Acme', applications: [], defaults: { role: 'viewer', applications: ['Shop'] } },
  });
  return log;
}

/** Pumps everything that is in the log now. */
export async function follow(
  log: MemoryLog,
  { sink }: { readonly sink: Sink<EventRecord> },
  batchItems = 500,
): Promise<void> {
  await startPump({ source: log, sink, failure, batchItems, until: await log.head() }).done;
}

/** An empty generation beside the live one. */
export interface FixtureGeneration {
  readonly sink: RowSink<EventRecord>;
  readonly forWriters: RowSinkOptions;
  read<T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  complete(): Promise<void>;
}

/** The live generation, as one process opens it. */
export interface FixtureModel extends LiveModel {
  generation(): number | Promise<number>;
}

/** Generations of one engine for one test. */
export interface Fixture {
  readonly dialect: SqlDialect;
  generation(): Promise<FixtureGeneration>;
  open(): Promise<FixtureModel>;
  /** What rebuild and verify need. */
  options(log: MemoryLog): FoldOptions;
  /** Numbers of the generations that there are. */
  generations(): Promise<readonly number[]>;
  /** Changes rows of the live generation behind the back of the projector. */
  tamper(...statements: readonly string[]): Promise<void>;
  /** Lets the live generation be one of another projection version. */
  setVersion(version: number): Promise<void>;
  /** Closes everything that was opened since the last time. */
  closeAll(): Promise<void>;
  /** Closes everything and removes all. */
  remove(): Promise<void>;
}
