import { Body, Controller, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import type { ListParameters } from '@luciq/scim';
import { groupResourceType, parseListQuery, parseSearchRequest, userResourceType } from '@luciq/scim';
import type { ScimClient } from '../auth/company.guard.ts';
import { CompanyGuard, TheClient } from '../auth/company.guard.ts';
import { ScimException } from '../error/scim-error.ts';
import { parsedOrThrow } from '../error/scim-error.ts';
import { GroupRequests } from '../groups/group-requests.ts';
import { SCIM_PATH } from '../scim-path.ts';
import { UserRequests } from '../users/user-requests.ts';
import { JsonBody } from './json-body.ts';
import { Lists, PAGE_LIMITS } from './lists.ts';
import type { PagePart, RenderedPage, ResourceRequests } from './resource-requests.ts';

/** Begins the place of a cursor among groups; one among users stands alone. */
const AMONG_GROUPS = 'groups:';

type AskPage = (requests: ResourceRequests, part: PagePart) => Promise<RenderedPage>;

/** `/.search` (RFC 7644 section 3.4.3): users and groups in one list, users first. */
@Controller(`${SCIM_PATH}/.search`)
@UseGuards(CompanyGuard)
export class RootSearchController {
  constructor(
    @Inject(UserRequests) private readonly users: UserRequests,
    @Inject(GroupRequests) private readonly groups: GroupRequests,
    @Inject(Lists) private readonly lists: Lists,
  ) {}

  @Post()
  @HttpCode(200)
  async search(@TheClient() client: ScimClient, @Body(JsonBody) body: unknown): Promise<string> {
    const parameters = parsedOrThrow(parseSearchRequest(body));
    if (parameters.sortBy !== undefined) {
      throw new ScimException({
        status: 400,
        scimType: 'invalidValue',
        detail:
          'A search of users and groups together cannot be sorted. Search /Users and /Groups one after the other.',
      });
    }
    const query = parsedOrThrow(parseListQuery(userResourceType, parameters, PAGE_LIMITS));
    const ask = this.asking(client, parameters);
    return this.lists.answer({ client, type: '', parameters, query }, (_query, part) =>
      part.kind === 'index' ? this.byIndex(ask, part) : this.afterPlace(ask, part),
    );
  }

  /** A name that one of the types does not know is unassigned there. */
  private asking(client: ScimClient, parameters: ListParameters): AskPage {
    const ofUsers = parsedOrThrow(parseListQuery(userResourceType, parameters, PAGE_LIMITS));
    const ofGroups = parsedOrThrow(parseListQuery(groupResourceType, parameters, PAGE_LIMITS));
    return (requests, part) => {
      const { filter, selection } = requests === this.users ? ofUsers : ofGroups;
      return requests.page({ client, filter, sort: null, selection, part });
    };
  }

  private async byIndex(
    ask: AskPage,
    { startIndex, count }: Extract<PagePart, { kind: 'index' }>,
  ): Promise<RenderedPage> {
    const users = await ask(this.users, { kind: 'index', startIndex, count });
    const left = { startIndex: Math.max(1, startIndex - users.totalResults), count: count - users.rendered.length };
    const groups = await ask(this.groups, { kind: 'index', ...left });
    return {
      totalResults: users.totalResults + groups.totalResults,
      rendered: [...users.rendered, ...groups.rendered],
      nextPlace: null,
    };
  }

  private async afterPlace(
    ask: AskPage,
    { place, count }: Extract<PagePart, { kind: 'after' }>,
  ): Promise<RenderedPage> {
    const isAmongGroups = place?.startsWith(AMONG_GROUPS) ?? false;
    const users = await ask(this.users, {
      kind: 'after',
      place: isAmongGroups ? null : place,
      count: isAmongGroups ? 0 : count,
    });
    const left = count - users.rendered.length;
    const isOnGroups = isAmongGroups || users.nextPlace === null;
    const groupPlace = isAmongGroups ? (place?.slice(AMONG_GROUPS.length) ?? '') : '';
    const groups = await ask(this.groups, {
      kind: 'after',
      place: groupPlace === '' ? null : groupPlace,
      count: isOnGroups ? left : 0,
    });
    const rendered = isAmongGroups ? groups.rendered : [...users.rendered, ...groups.rendered];
    return {
      totalResults: users.totalResults + groups.totalResults,
      rendered,
      nextPlace: this.next({ users, groups, isOnGroups, left }),
    };
  }

  private next(page: {
    readonly users: RenderedPage;
    readonly groups: RenderedPage;
    readonly isOnGroups: boolean;
    readonly left: number;
  }): string | null {
    const { users, groups, isOnGroups, left } = page;
    if (!isOnGroups) return users.nextPlace;
    if (left === 0) return groups.totalResults > 0 ? AMONG_GROUPS : null;
    return groups.nextPlace === null ? null : `${AMONG_GROUPS}${groups.nextPlace}`;
  }
}
