import { Inject, Injectable } from '@nestjs/common';
import { AcknowledgedRows } from '@luciq/http';
import type { CursorBinding, ListParameters, ListQuery, Mac } from '@luciq/scim';
import { cursorResponse, decodeCursor, encodeCursor, listResponse, parseListQuery } from '@luciq/scim';
import type { ScimClient } from '../auth/company.guard.ts';
import { parsedOrThrow } from '../error/scim-error.ts';
import { CURSOR_MAC } from '../injection-tokens.ts';
import { CURSOR_TIMEOUT_SECONDS, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../limits.ts';
import type { PagePart, RenderedPage, ResourceRequests } from './resource-requests.ts';

/** Sizes of pages, of every list. */
export const PAGE_LIMITS = { defaultCount: DEFAULT_PAGE_SIZE, maxCount: MAX_PAGE_SIZE } as const;

/** A list of resources that are rendered already; `Resources` is the last member of a list response. */
function listText({ Resources: _none, ...head }: ReturnType<typeof listResponse>, rendered: readonly string[]): string {
  return `${JSON.stringify({ ...head, itemsPerPage: rendered.length }).slice(0, -1)},"Resources":[${rendered.join(',')}]}`;
}

/** Requests to the read model, and cursors. */
@Injectable()
export class Lists {
  constructor(
    @Inject(AcknowledgedRows) readonly rows: AcknowledgedRows,
    @Inject(CURSOR_MAC) private readonly mac: Mac,
  ) {}

  /** Answers a list of one resource type, from a URL or a search alike. */
  async list(requests: ResourceRequests, client: ScimClient, parameters: ListParameters): Promise<string> {
    const { type } = requests;
    return this.answer(
      { client, type: type.name, parameters, query: parsedOrThrow(parseListQuery(type, parameters, PAGE_LIMITS)) },
      (query, part) =>
        requests.page({ client, filter: query.filter, sort: query.sort, selection: query.selection, part }),
    );
  }

  /** Takes cursors apart, has the page made, and puts the answer together. */
  async answer(
    list: {
      readonly client: ScimClient;
      readonly type: string;
      readonly parameters: ListParameters;
      readonly query: ListQuery;
    },
    make: (query: ListQuery, part: PagePart) => Promise<RenderedPage>,
  ): Promise<string> {
    const { query } = list;
    const binding = bindingOf(list);
    const { paging } = query;
    if (paging.kind === 'index') {
      const { totalResults, rendered } = await make(query, paging);
      return listText(listResponse({ totalResults, startIndex: paging.startIndex, resources: [] }), rendered);
    }
    const place =
      paging.cursor === null
        ? null
        : parsedOrThrow(decodeCursor(paging.cursor, binding, { mac: this.mac, now: Date.now() }));
    const { totalResults, rendered, nextPlace } = await make(query, { kind: 'after', place, count: paging.count });
    const content = { place: nextPlace ?? '', expiresAt: Date.now() + CURSOR_TIMEOUT_SECONDS * 1_000 };
    // A count of 0 asks for the total alone: no page follows it.
    const nextCursor = nextPlace === null || paging.count === 0 ? null : encodeCursor(content, binding, this.mac);
    return listText(cursorResponse({ totalResults, resources: [], nextCursor }), rendered);
  }
}

function bindingOf(list: {
  readonly client: ScimClient;
  readonly type: string;
  readonly parameters: ListParameters;
}): CursorBinding {
  const { filter, sortBy, sortOrder } = list.parameters;
  return { companyId: list.client.companyId, resourceType: list.type, filter, sortBy, sortOrder };
}
