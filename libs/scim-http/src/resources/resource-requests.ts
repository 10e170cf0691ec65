import type { CommandContext } from '@luciq/domain';
import { commandContext } from '@luciq/provisioning';
import type {
  ExpectedRevision,
  Filter,
  ListParameters,
  Parsed,
  ResourceTypeDefinition,
  Selection,
  Sort,
} from '@luciq/scim';
import {
  expectedRevision,
  LIST_PARAMETERS,
  parsed,
  parseSelection,
  precondition,
  problem,
  versionOf,
} from '@luciq/scim';
import type { ScimClient } from '../auth/company.guard.ts';
import { notFound, parsedOrThrow, preconditionFailed, refusalAnswer, ScimException } from '../error/scim-error.ts';

/** A request about one resource: from HTTP, or one operation of a bulk request. */
export interface ResourceRequest {
  readonly client: ScimClient;
  /** UUID; one for each command of a request. */
  readonly commandId: string;
  readonly parameters: ListParameters;
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

/** What is answered to it; `body` is JSON, null for none. */
export interface Reply {
  readonly status: number;
  readonly id: string | null;
  readonly body: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Which part of a list is wanted. `after` is the place of the last item of the page before, null for the first page. */
export type PagePart =
  | { readonly kind: 'index'; readonly startIndex: number; readonly count: number }
  | { readonly kind: 'after'; readonly place: string | null; readonly count: number };

/** The same part, as the read model takes it. */
export const pagePosition = (
  part: PagePart,
): { readonly startIndex: number; readonly after: string | null; readonly count: number } =>
  part.kind === 'index'
    ? { startIndex: part.startIndex, after: null, count: part.count }
    : { startIndex: 1, after: part.place, count: part.count };

/** A list of one resource type, read from its parameters. */
export interface PageRequest {
  readonly client: ScimClient;
  readonly filter: Filter | null;
  readonly sort: Sort | null;
  readonly part: PagePart;
  readonly selection: Selection | null;
}

/** A page, each resource as JSON; `nextPlace` is where the next one begins, null on the last one. */
export interface RenderedPage {
  readonly totalResults: number;
  readonly rendered: readonly string[];
  readonly nextPlace: string | null;
}

/** The requests to resources of one type. What cannot be done is thrown as ScimException. */
export interface ResourceRequests {
  readonly type: ResourceTypeDefinition;
  page(request: PageRequest): Promise<RenderedPage>;
  read(request: ResourceRequest, id: string): Promise<Reply>;
  create(request: ResourceRequest, body: unknown): Promise<Reply>;
  replace(request: ResourceRequest, id: string, body: unknown): Promise<Reply>;
  patch(request: ResourceRequest, id: string, body: unknown): Promise<Reply>;
  remove(request: ResourceRequest, id: string): Promise<Reply>;
}

/** Who asks, when, and for which company. */
export function contextOf({ client, commandId }: ResourceRequest): CommandContext {
  const { companyId, tokenId, requestId, company, isFresh } = client;
  const userId = company.tokens.get(tokenId)?.issuer ?? null;
  const issuer =
    userId === null
      ? {}
      : { issuer: { userId, isOwner: company.owners.includes(userId), groupMappings: company.groupMappings } };
  return commandContext({
    companyId,
    commandId,
    requestId,
    actor: { kind: 'idp', id: tokenId },
    tokenId,
    ...(isFresh ? { companyRevision: company.revision } : {}),
    ...issuer,
  });
}

/** Reads which attributes are to be answered. */
export const selectionOf = (type: ResourceTypeDefinition, { parameters }: ResourceRequest): Selection | null =>
  parsedOrThrow(parseSelection(type, parameters));

/** Lets the activity tell what was ignored of a request that is done: names of attributes, never a value. */
export function recordIgnored({ client }: ResourceRequest, ignored: readonly string[]): void {
  if (ignored.length > 0)
    client.activity.detail = `Left out, because Luciq does not know it or its value is of another type: ${[...new Set(ignored)].join(', ')}.`;
}

/** Judges a revision by the request's headers for a write; null where it has none. */
export const condition = ({ ifMatch, ifNoneMatch }: ResourceRequest): ExpectedRevision | null =>
  expectedRevision({ ifMatch, ifNoneMatch });

/** Anything that a command can come to but done. */
interface NotDone {
  readonly kind: 'refused';
  readonly refusal: Parameters<typeof refusalAnswer>[0];
}

/** The outcome of a command that was done; any other is thrown. */
export function completed<Done extends { readonly kind: 'done' }>(outcome: Done | NotDone): Done {
  if (outcome.kind === 'refused') throw new ScimException(refusalAnswer(outcome.refusal));
  return outcome;
}

/** The resource, or 404. */
export function found<T>(resource: T | null): T {
  if (resource === null) throw new ScimException(notFound());
  return resource;
}

/** Answers of a read before it is rendered: 304 for a version that the client has, null for one to be rendered. */
export function unchanged(
  { ifMatch, ifNoneMatch }: ResourceRequest,
  { id, revision }: { readonly id: string; readonly revision: number },
): Reply | null {
  const version = versionOf(revision);
  const judged = precondition({ ifMatch, ifNoneMatch }, revision);
  if (judged === 'failed') throw new ScimException(preconditionFailed());
  return judged === 'not-modified' ? { status: 304, id, body: null, headers: { etag: version } } : null;
}

/** ScimException where nothing is left to show. */
export const noContent = (id: string): Reply => ({ status: 204, id, body: null, headers: {} });

/** The query parameters that SCIM knows and this service reads; any other is ignored (RFC 7644 section 3.4.2). */
export type ScimQuery = ListParameters;

/** Picks the known parameters; one that is given twice is a mistake that nobody should guess about. */
export function queryParameters(query: unknown): Parsed<ScimQuery> {
  const sent = new Map<string, unknown>(Object.entries(query ?? {}));
  const known: { -readonly [name in keyof ListParameters]: string } = {};
  for (const name of LIST_PARAMETERS) {
    const value = sent.get(name);
    if (value === undefined) continue;
    if (typeof value !== 'string')
      return problem('invalidValue', `The query parameter ${name} was given more than once. Send it once.`);
    known[name] = value;
  }
  return parsed(known);
}
