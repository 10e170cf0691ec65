import { Inject, Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { v7 as uuidV7 } from 'uuid';
import { CreateGroup, DeleteGroup, memberIdsToCheck, NOBODY_CHECKED, PatchGroup, ReplaceGroup } from '@luciq/domain';
import type { CheckedMembers, GroupCommand, GroupCommandBase } from '@luciq/domain';
import { CheckMembers, IfRevision, ReadGroup, ReadUser } from '@luciq/provisioning';
import type { GroupOutcome, GroupView, NotAccepted } from '@luciq/provisioning';
import { exactGroupLookup, groupResourceType, locationOf, parseGroup, parseGroupPatch, renderGroup, showsAttribute, versionOf } from '@luciq/scim';
import type { GroupResource, Membership, Selection, UserResource } from '@luciq/scim';
import { Answered, tryLater } from './answer.ts';
import { SCIM_BASE_URL } from './engines.ts';
import { BEHIND_RETRY_AFTER_SECONDS, LIST_WAIT_MS, MAX_MEMBERS_BY_STREAM } from './limits.ts';
import { Lists } from './lists.ts';
import { required } from './required.ts';
import { commandContext, condition, doneOf, found, gone, placeOf, selectionOf, unchanged } from './resource-requests.ts';
import type { PageRequest, RenderedPage, Reply, ResourceRequest, ResourceRequests } from './resource-requests.ts';

/** Requests about groups (RFC 7644 section 3): each becomes a command or a query, its outcome an answer. */
@Injectable()
export class GroupRequests implements ResourceRequests {
  readonly type = groupResourceType;

  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Lists) private readonly lists: Lists,
    @Inject(SCIM_BASE_URL) private readonly baseUrl: () => string,
  ) {}

  /** One exact displayName is answered from its claim, without lag; everything else from the rows once they have caught up. */
  async page({ caller, filter, sort, part, selection }: PageRequest): Promise<RenderedPage> {
    const { companyId } = caller;
    const lookup = filter && exactGroupLookup(filter);
    if (lookup) {
      const by = lookup.attribute === 'id' ? { id: lookup.value } : { displayName: lookup.value };
      const view = await this.queries.execute<ReadGroup, GroupView | null>(new ReadGroup(companyId, by));
      const isOnPage = part.count > 0 && (part.kind === 'index' ? part.startIndex === 1 : part.place === null);
      return { totalResults: view ? 1 : 0, rendered: view && isOnPage ? [await this.show(companyId, view, selection)] : [], nextPlace: null };
    }
    const withMembers = showsAttribute(selection, 'members');
    const page = await this.lists.page(companyId, (wait) =>
      this.lists.rows.listGroups({ companyId, filter, sort, ...placeOf(part), withMembers, ...wait, baseUrl: this.baseUrl() }),
    );
    const rendered = page.groups.map(({ group, members }) => this.render(group, members, selection));
    return { totalResults: page.totalResults, rendered, nextPlace: page.place };
  }

  async read(request: ResourceRequest, id: string): Promise<Reply> {
    const selection = selectionOf(this.type, request);
    const { companyId } = request.caller;
    const view = found(await this.queries.execute<ReadGroup, GroupView | null>(new ReadGroup(companyId, { id })));
    const same = unchanged(request, view.group);
    return same ?? { status: 200, id, body: await this.show(companyId, view, selection), headers: { etag: versionOf(view.group.revision) } };
  }

  async create(request: ResourceRequest, body: unknown): Promise<Reply> {
    const selection = selectionOf(this.type, request);
    const draft = required(parseGroup(body));
    const checked = await this.checked(request, memberIdsToCheck(draft));
    const view = await this.done(request, new CreateGroup(this.base(request, uuidV7(), checked), draft, 'scim'));
    const { group } = view;
    return {
      status: 201,
      id: group.id,
      body: this.render(group, idsOf(view), selection),
      headers: { etag: versionOf(group.revision), location: locationOf(this.type, group.id, this.baseUrl()) },
    };
  }

  async replace(request: ResourceRequest, id: string, body: unknown): Promise<Reply> {
    const selection = selectionOf(this.type, request);
    const draft = required(parseGroup(body));
    const checked = await this.checked(request, memberIdsToCheck(draft));
    const view = await this.done(request, new ReplaceGroup(this.base(request, id, checked), draft));
    // A list of members has just been checked, one that stayed has not.
    const text = draft.memberIds ? this.render(view.group, idsOf(view), selection) : await this.show(request.caller.companyId, view, selection);
    return { status: 200, id, body: text, headers: { etag: versionOf(view.group.revision) } };
  }

  /** Answers the group without its members unless they are asked for: a change of one member must not cost the reading of all. */
  async patch(request: ResourceRequest, id: string, body: unknown): Promise<Reply> {
    const selection = selectionOf(this.type, request);
    const changes = required(parseGroupPatch(body));
    const checked = await this.checked(request, memberIdsToCheck(changes));
    const view = await this.done(request, new PatchGroup(this.base(request, id, checked), changes));
    const headers = { etag: versionOf(view.group.revision) };
    const wantsMembers = selection?.mode === 'include' && showsAttribute(selection, 'members');
    const text = wantsMembers ? await this.show(request.caller.companyId, view, selection) : this.render(view.group, null, selection);
    return { status: 200, id, body: text, headers };
  }

  async remove(request: ResourceRequest, id: string): Promise<Reply> {
    await this.execute(request, new DeleteGroup(this.base(request, id, NOBODY_CHECKED)));
    return gone(id);
  }

  private base(request: ResourceRequest, groupId: string, checked: CheckedMembers): GroupCommandBase {
    return { context: commandContext(request), groupId, checked };
  }

  private async checked({ caller }: ResourceRequest, ids: readonly string[]): Promise<CheckedMembers> {
    return ids.length === 0 ? NOBODY_CHECKED : this.queries.execute<CheckMembers, CheckedMembers>(new CheckMembers(caller.companyId, ids));
  }

  private async execute(request: ResourceRequest, command: GroupCommand): Promise<GroupView | null> {
    const accepts = condition(request);
    const outcome = accepts
      ? await this.commands.execute<IfRevision, GroupOutcome | NotAccepted>(new IfRevision(command, accepts))
      : await this.commands.execute<GroupCommand, GroupOutcome>(command);
    return doneOf<Extract<GroupOutcome, { kind: 'done' }>>(outcome).view;
  }

  private async done(request: ResourceRequest, command: GroupCommand): Promise<GroupView> {
    return found(await this.execute(request, command));
  }

  private async show(companyId: string, view: GroupView, selection: Selection | null): Promise<string> {
    const isShown = showsAttribute(selection, 'members') && view.members.size > 0;
    return this.render(view.group, isShown ? await this.live(companyId, view) : null, selection);
  }

  /**
   * The members who were not deleted: whoever was is gone from the rows once these have caught up. Where they don't, the
   * members of a group that is not large are looked up one by one.
   */
  private async live(companyId: string, view: GroupView): Promise<readonly Membership[]> {
    const passed = await this.lists.acknowledged(companyId);
    if (await this.lists.caughtUp(companyId, { passed, timeoutMs: LIST_WAIT_MS })) {
      const members = await this.lists.rows.membersOf(companyId, view.group.id);
      return members.filter(({ id }) => view.members.has(id));
    }
    const ids = [...view.members];
    if (ids.length > MAX_MEMBERS_BY_STREAM) throw new Answered(tryLater(BEHIND_RETRY_AFTER_SECONDS));
    const users = await Promise.all(ids.map((id) => this.queries.execute<ReadUser, UserResource | null>(new ReadUser(companyId, { id }))));
    return users.flatMap((user) => (user ? [{ id: user.id }] : []));
  }

  private render(group: GroupResource, members: readonly Membership[] | null, selection: Selection | null): string {
    return JSON.stringify(renderGroup(group, members, { baseUrl: this.baseUrl(), selection }));
  }
}

const idsOf = ({ members }: GroupView): readonly Membership[] => [...members].map((id) => ({ id }));
