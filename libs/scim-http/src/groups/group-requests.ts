import { randomUUIDv7 } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { CheckedMembers, GroupCommand, GroupCommandBase } from '@luciq/domain';
import { memberIdsToCheck, NOBODY_CHECKED } from '@luciq/domain';
import type { GroupOutcome, GroupView } from '@luciq/provisioning';
import { ChangeGroup, CheckMembers, ReadGroup } from '@luciq/provisioning';
import type { GroupResource, Membership, Selection } from '@luciq/scim';
import {
  exactGroupLookup,
  groupResourceType,
  locationOf,
  parseGroup,
  parseGroupPatch,
  renderGroup,
  showsAttribute,
  versionOf,
} from '@luciq/scim';
import { parsedOrThrow } from '../error/scim-error.ts';
import { SCIM_BASE_URL } from '../injection-tokens.ts';
import { MAX_MEMBERS_AFTER_PATCH } from '../limits.ts';
import { Lists } from '../resources/lists.ts';
import type {
  PageRequest,
  RenderedPage,
  Reply,
  ResourceRequest,
  ResourceRequests,
} from '../resources/resource-requests.ts';
import {
  completed,
  condition,
  contextOf,
  found,
  noContent,
  pagePosition,
  recordIgnored,
  selectionOf,
  unchanged,
} from '../resources/resource-requests.ts';
import { GroupMembers, unnamedMembers } from './group-members.ts';

/** Requests about groups (RFC 7644 section 3): each becomes a command or a query, its outcome an answer. */
@Injectable()
export class GroupRequests implements ResourceRequests {
  readonly type = groupResourceType;
  private readonly members: GroupMembers;

  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Lists) private readonly lists: Lists,
    @Inject(SCIM_BASE_URL) private readonly baseUrl: () => string,
  ) {
    this.members = new GroupMembers(lists, queries);
  }

  /** One exact displayName is answered from its claim, without lag; everything else from the rows once they have caught up. */
  async page({ client, filter, sort, part, selection }: PageRequest): Promise<RenderedPage> {
    const { companyId } = client;
    const lookup = filter && exactGroupLookup(filter);
    if (lookup) {
      const by = lookup.attribute === 'id' ? { id: lookup.value } : { displayName: lookup.value };
      const view = await this.queries.execute(new ReadGroup(companyId, by));
      const isOnPage = part.count > 0 && (part.kind === 'index' ? part.startIndex === 1 : part.place === null);
      return {
        totalResults: view ? 1 : 0,
        rendered: view && isOnPage ? [await this.show(companyId, view, selection)] : [],
        nextPlace: null,
      };
    }
    const withMembers = showsAttribute(selection, 'members');
    const page = await this.lists.rows.page(companyId, (wait) =>
      this.lists.rows.queries.listGroups({
        companyId,
        filter,
        sort,
        ...pagePosition(part),
        withMembers,
        ...wait,
        baseUrl: this.baseUrl(),
      }),
    );
    const rendered = page.groups.map(({ group, members }) => this.render(group, members, selection));
    return { totalResults: page.totalResults, rendered, nextPlace: page.next };
  }

  async read(request: ResourceRequest, id: string): Promise<Reply> {
    const selection = selectionOf(this.type, request);
    const { companyId } = request.client;
    const view = found(await this.queries.execute(new ReadGroup(companyId, { id })));
    const same = unchanged(request, view.group);
    return (
      same ?? {
        status: 200,
        id,
        body: await this.show(companyId, view, selection),
        headers: { etag: versionOf(view.group.revision) },
      }
    );
  }

  async create(request: ResourceRequest, body: unknown): Promise<Reply> {
    const selection = selectionOf(this.type, request);
    const draft = parsedOrThrow(parseGroup(body));
    const checked = await this.checked(request, memberIdsToCheck(draft));
    const view = await this.done(request, {
      type: 'CreateGroup',
      ...this.base(request, randomUUIDv7(), checked),
      draft,
      origin: 'scim',
    });
    const { id, revision } = view.group;
    const headers = { etag: versionOf(revision), location: locationOf(this.type, id, this.baseUrl()) };
    return { status: 201, id, body: await this.showChanged(request, view, selection), headers };
  }

  async replace(request: ResourceRequest, id: string, body: unknown): Promise<Reply> {
    const selection = selectionOf(this.type, request);
    const draft = parsedOrThrow(parseGroup(body));
    const checked = await this.checked(request, memberIdsToCheck(draft));
    const view = await this.done(request, { type: 'ReplaceGroup', ...this.base(request, id, checked), draft });
    return {
      status: 200,
      id,
      body: await this.showChanged(request, view, selection),
      headers: { etag: versionOf(view.group.revision) },
    };
  }

  /**
   * Answers 200 with the entire group, or 204 (RFC 7644 section 3.5.2): never the group without its members, which would say
   * that it has none. 204 is for a group of more than MAX_MEMBERS_AFTER_PATCH, because a change of one member must not cost the
   * reading of all, and for members that can't be told now. 200 where `attributes` was given, 204 even then for the latter.
   */
  async patch(request: ResourceRequest, id: string, body: unknown): Promise<Reply> {
    const selection = selectionOf(this.type, request);
    const ignored: string[] = [];
    const changes = parsedOrThrow(parseGroupPatch(body, ignored));
    recordIgnored(request, ignored);
    const checked = await this.checked(request, memberIdsToCheck(changes));
    const view = await this.done(request, { type: 'PatchGroup', ...this.base(request, id, checked), changes });
    const headers = { etag: versionOf(view.group.revision) };
    const isWanted = selection?.mode === 'include' || view.members.size <= MAX_MEMBERS_AFTER_PATCH;
    const members = !showsAttribute(selection, 'members')
      ? []
      : isWanted
        ? await this.members.afterChange(request.client.companyId, view)
        : null;
    return members
      ? { status: 200, id, body: this.render(view.group, members, selection), headers }
      : { status: 204, id, body: null, headers };
  }

  async remove(request: ResourceRequest, id: string): Promise<Reply> {
    await this.execute(request, { type: 'DeleteGroup', ...this.base(request, id, NOBODY_CHECKED) });
    return noContent(id);
  }

  private base(request: ResourceRequest, groupId: string, checked: CheckedMembers): GroupCommandBase {
    return { context: contextOf(request), groupId, checked };
  }

  private async checked({ client }: ResourceRequest, ids: readonly string[]): Promise<CheckedMembers> {
    return ids.length === 0 ? NOBODY_CHECKED : this.queries.execute(new CheckMembers(client.companyId, ids));
  }

  private async execute(request: ResourceRequest, command: GroupCommand): Promise<GroupView | null> {
    const outcome = await this.commands.execute(new ChangeGroup(command, condition(request)));
    return completed<Extract<GroupOutcome, { kind: 'done' }>>(outcome).view;
  }

  private async done(request: ResourceRequest, command: GroupCommand): Promise<GroupView> {
    return found(await this.execute(request, command));
  }

  private async show(companyId: string, view: GroupView, selection: Selection | null): Promise<string> {
    return this.render(
      view.group,
      showsAttribute(selection, 'members') ? await this.members.read(companyId, view) : null,
      selection,
    );
  }

  /** What was created or replaced, which is answered whole: the same as a GET, or without the names where these can't be told now. */
  private async showChanged(
    { client }: ResourceRequest,
    view: GroupView,
    selection: Selection | null,
  ): Promise<string> {
    if (!showsAttribute(selection, 'members')) return this.render(view.group, null, selection);
    return this.render(
      view.group,
      (await this.members.afterChange(client.companyId, view)) ?? unnamedMembers(view),
      selection,
    );
  }

  private render(group: GroupResource, members: readonly Membership[] | null, selection: Selection | null): string {
    return JSON.stringify(renderGroup(group, members, { baseUrl: this.baseUrl(), selection }));
  }
}
