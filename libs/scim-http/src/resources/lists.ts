import { Inject, Injectable } from '@nestjs/common';
import type { Position } from '@luciq/events';
import { ACKNOWLEDGED_POSITIONS } from '@luciq/provisioning';
import type { AcknowledgedPositions } from '@luciq/gateway-store';
import { cursorResponse, decodeCursor, encodeCursor, listResponse, parseListQuery } from '@luciq/scim';
import type { CursorBinding, ListParameters, ListQuery, Mac } from '@luciq/scim';
import type { NoPage } from '@luciq/read-model';
import { Answered, tryLater } from '../error/answer.ts';
import type { ErrorAnswer } from '../error/answer.ts';
import type { Caller } from '../auth/company.guard.ts';
import { CURSOR_MAC, RESOURCE_LISTS } from '../engines.ts';
import type { ResourceLists } from '../engines.ts';
import { BEHIND_RETRY_AFTER_SECONDS, CURSOR_TIMEOUT_SECONDS, DEFAULT_PAGE_SIZE, LIST_WAIT_MS, MAX_PAGE_SIZE } from '../limits.ts';
import { required } from '../error/required.ts';
import type { PagePart, RenderedPage, ResourceRequests } from './resource-requests.ts';

/** Sizes of pages, of every list. */
export const PAGE_LIMITS = { defaultCount: DEFAULT_PAGE_SIZE, maxCount: MAX_PAGE_SIZE } as const;

/** What rows must have passed, and how long to wait for that. */
export interface Wait {
  readonly passed: Position;
  readonly timeoutMs: number;
}

/** A list of resources that are rendered already; `Resources` is the last member of a list response. */
function listText({ Resources: _none, ...head }: ReturnType<typeof listResponse>, rendered: readonly string[]): string {
  return `${JSON.stringify({ ...head, itemsPerPage: rendered.length }).slice(0, -1)},"Resources":[${rendered.join(',')}]}`;
}

/** What is asked of the read model, and cursors. */
@Injectable()
export class Lists {
  constructor(
    @Inject(RESOURCE_LISTS) readonly rows: ResourceLists,
    @Inject(ACKNOWLEDGED_POSITIONS) private readonly acknowledgements: AcknowledgedPositions,
    @Inject(CURSOR_MAC) private readonly mac: Mac,
  ) {}

  /** Up to where rows must have come so that nothing is missing that was answered to anybody; the answer 429 where that is not known. */
  async acknowledged(companyId: string): Promise<Position> {
    const position = await this.acknowledgements.acknowledged(companyId);
    if (position === null) throw new Answered(tryLater(BEHIND_RETRY_AFTER_SECONDS));
    return position;
  }

  /** True once the rows of the company have passed a position; false if they don't get there in time. */
  async caughtUp(companyId: string, wait: Wait): Promise<boolean> {
    const outcome = await this.rows.listUsers({ companyId, filter: null, sort: null, startIndex: 1, count: 0, ...wait });
    return outcome.kind === 'page';
  }

  /** A page, or the answer that there is none: 429 where the rows are behind. */
  async page<Page extends { readonly kind: string }>(companyId: string, ask: (wait: Wait) => Promise<Page | NoPage>): Promise<Exclude<Page, NoPage>> {
    const outcome = await ask({ passed: await this.acknowledged(companyId), timeoutMs: LIST_WAIT_MS });
    if (outcome.kind === 'behind') throw new Answered(tryLater(BEHIND_RETRY_AFTER_SECONDS));
    if (outcome.kind === 'place-gone') throw new Answered(cursorGone());
    return outcome as Exclude<Page, NoPage>;
  }

  /** Answers a list of one resource type, from a URL or a search alike. */
  async list(requests: ResourceRequests, caller: Caller, parameters: ListParameters): Promise<string> {
    const { type } = requests;
    return this.answer({ caller, type: type.name, parameters, query: required(parseListQuery(type, parameters, PAGE_LIMITS)) }, (query, part) =>
      requests.page({ caller, filter: query.filter, sort: query.sort, selection: query.selection, part }),
    );
  }

  /** Takes cursors apart, has the page made, and puts the answer together. */
  async answer(
    list: { readonly caller: Caller; readonly type: string; readonly parameters: ListParameters; readonly query: ListQuery },
    make: (query: ListQuery, part: PagePart) => Promise<RenderedPage>,
  ): Promise<string> {
    const { query } = list;
    const binding = bindingOf(list);
    const { paging } = query;
    if (paging.kind === 'index') {
      const { totalResults, rendered } = await make(query, paging);
      return listText(listResponse({ totalResults, startIndex: paging.startIndex, resources: [] }), rendered);
    }
    const place = paging.cursor === null ? null : required(decodeCursor(paging.cursor, binding, { mac: this.mac, now: Date.now() }));
    const { totalResults, rendered, nextPlace } = await make(query, { kind: 'after', place, count: paging.count });
    const content = { place: nextPlace ?? '', expiresAt: Date.now() + CURSOR_TIMEOUT_SECONDS * 1_000 };
    // A count of 0 asks for the total alone: no page follows it.
    const nextCursor = nextPlace === null || paging.count === 0 ? null : encodeCursor(content, binding, this.mac);
    return listText(cursorResponse({ totalResults, resources: [], nextCursor }), rendered);
  }
}

const cursorGone = (): ErrorAnswer => ({
  status: 400,
  scimType: 'expiredCursor',
  detail: 'The resource at which the page before ended was deleted. Begin again with an empty cursor.',
});

function bindingOf(list: { readonly caller: Caller; readonly type: string; readonly parameters: ListParameters }): CursorBinding {
  const { filter, sortBy, sortOrder } = list.parameters;
  return { companyId: list.caller.companyId, resourceType: list.type, filter, sortBy, sortOrder };
}
