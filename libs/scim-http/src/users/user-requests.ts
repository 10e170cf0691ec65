import { randomUUIDv7 } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { UserCommand, UserCommandBase } from '@luciq/domain';
import { policyOf } from '@luciq/domain';
import type { Attributes } from '@luciq/events';
import { LOG_START } from '@luciq/events';
import { isPassing } from '@luciq/http';
import type { UserDone } from '@luciq/provisioning';
import { ChangeUser, MembershipChanges, ReadUser } from '@luciq/provisioning';
import type { Membership, Selection, UserResource } from '@luciq/scim';
import {
  exactLookup,
  locationOf,
  parsePatch,
  parseResource,
  renderUser,
  showsAttribute,
  userResourceType,
  versionOf,
} from '@luciq/scim';
import { parsedOrThrow } from '../error/scim-error.ts';
import { SCIM_BASE_URL } from '../injection-tokens.ts';
import { GROUPS_WAIT_MS } from '../limits.ts';
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
import { MembershipLoader, NO_GROUPS } from './membership-loader.ts';

/** For the activity: the answer itself shows the client its own value. */
const RENAME_WAITS =
  'This user owns or administers the company: the former userName signs in until an owner confirms the new one in Luciq.';

const NOBODYS: ReadonlyMap<string, readonly Membership[]> = new Map();

/** Requests about users (RFC 7644 section 3): each becomes a command or a query, its outcome an answer. */
@Injectable()
export class UserRequests implements ResourceRequests {
  readonly type = userResourceType;
  /** Of users without groups, whole. */
  private readonly rendered = new WeakMap<UserResource, string>();
  private readonly memberships: MembershipLoader;

  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Lists) private readonly lists: Lists,
    @Inject(MembershipChanges) private readonly changes: MembershipChanges,
    @Inject(SCIM_BASE_URL) private readonly baseUrl: () => string,
  ) {
    this.memberships = new MembershipLoader(lists.rows.queries);
  }

  /** One exact userName is answered from its claim, without lag; everything else from the rows once they have caught up. */
  async page({ client, filter, sort, part, selection }: PageRequest): Promise<RenderedPage> {
    const { companyId } = client;
    const lookup = filter && exactLookup(filter);
    if (lookup) {
      const by = lookup.attribute === 'id' ? { id: lookup.value } : { userName: lookup.value };
      const user = await this.queries.execute(new ReadUser(companyId, by));
      const isOnPage = part.count > 0 && (part.kind === 'index' ? part.startIndex === 1 : part.place === null);
      return {
        totalResults: user ? 1 : 0,
        rendered: user && isOnPage ? [await this.show(companyId, user, selection)] : [],
        nextPlace: null,
      };
    }
    const page = await this.lists.rows.page(companyId, (wait) =>
      this.lists.rows.queries.listUsers({
        companyId,
        filter,
        sort,
        ...pagePosition(part),
        ...wait,
        baseUrl: this.baseUrl(),
      }),
    );
    const ids = showsAttribute(selection, 'groups') ? page.users.map(({ id }) => id) : [];
    const groups = ids.length > 0 ? await this.lists.rows.queries.groupsOfUsers(companyId, ids) : NOBODYS;
    const rendered = page.users.map((user) => this.render(user, selection, groups.get(user.id) ?? NO_GROUPS));
    return { totalResults: page.totalResults, rendered, nextPlace: page.next };
  }

  async read(request: ResourceRequest, id: string): Promise<Reply> {
    const selection = selectionOf(this.type, request);
    const { companyId } = request.client;
    const user = found(await this.queries.execute(new ReadUser(companyId, { id })));
    const headers = { etag: versionOf(user.revision) };
    return unchanged(request, user) ?? { status: 200, id, body: await this.show(companyId, user, selection), headers };
  }

  async create(request: ResourceRequest, body: unknown): Promise<Reply> {
    const selection = selectionOf(this.type, request);
    const attributes = this.attributesOf(request, body);
    const ownId = randomUUIDv7();
    const user = await this.done(request, {
      type: 'ProvisionUser',
      ...this.base(request, ownId),
      attributes,
      origin: 'scim',
    });
    const { id, revision } = user;
    // A new user is in no group; one who came back under an old id may be in some.
    const rendered =
      id === ownId
        ? this.render(user, selection, NO_GROUPS)
        : await this.show(request.client.companyId, user, selection);
    return {
      status: 201,
      id,
      body: rendered,
      headers: { etag: versionOf(revision), location: locationOf(this.type, id, this.baseUrl()) },
    };
  }

  async replace(request: ResourceRequest, id: string, body: unknown): Promise<Reply> {
    const selection = selectionOf(this.type, request);
    const attributes = this.attributesOf(request, body);
    return this.changed(
      request,
      await this.done(request, { type: 'ReplaceUser', ...this.base(request, id), attributes }),
      selection,
    );
  }

  async patch(request: ResourceRequest, id: string, body: unknown): Promise<Reply> {
    const selection = selectionOf(this.type, request);
    const ignored: string[] = [];
    const operations = parsedOrThrow(parsePatch(this.type, body, ignored));
    recordIgnored(request, ignored);
    return this.changed(
      request,
      await this.done(request, { type: 'PatchUser', ...this.base(request, id), operations }),
      selection,
    );
  }

  async remove(request: ResourceRequest, id: string): Promise<Reply> {
    await this.execute(request, { type: 'DeleteUser', ...this.base(request, id) });
    return noContent(id);
  }

  private attributesOf(request: ResourceRequest, body: unknown): Attributes {
    const ignored: string[] = [];
    const attributes = parsedOrThrow(parseResource(this.type, body, ignored));
    recordIgnored(request, ignored);
    return attributes;
  }

  private base(request: ResourceRequest, userId: string): UserCommandBase {
    return { context: contextOf(request), userId, policy: policyOf(request.client.company) };
  }

  private async execute(request: ResourceRequest, command: UserCommand): Promise<UserResource | null> {
    const outcome = await this.commands.execute(new ChangeUser(command, condition(request)));
    const { user, status, isHeld } = completed<UserDone>(outcome);
    request.client.activity.status = status;
    if (isHeld) request.client.activity.detail = RENAME_WAITS;
    return user;
  }

  private async done(request: ResourceRequest, command: UserCommand): Promise<UserResource> {
    return found(await this.execute(request, command));
  }

  private async changed({ client }: ResourceRequest, user: UserResource, selection: Selection | null): Promise<Reply> {
    return {
      status: 200,
      id: user.id,
      body: await this.show(client.companyId, user, selection),
      headers: { etag: versionOf(user.revision) },
    };
  }

  private async show(companyId: string, user: UserResource, selection: Selection | null): Promise<string> {
    return this.render(
      user,
      selection,
      showsAttribute(selection, 'groups') ? await this.groupsOf(companyId, user.id) : NO_GROUPS,
    );
  }

  /**
   * From the rows, once they show every change of a group that this process has answered. A user must be readable whatever
   * the rows do: where they don't come up in time they are taken as they are, and none where they can't be read.
   */
  private async groupsOf(companyId: string, userId: string): Promise<readonly Membership[]> {
    const passed = this.changes.of(companyId);
    try {
      if (
        passed !== LOG_START &&
        (await this.lists.rows.queries.hasPassed({ companyId, passed, timeoutMs: GROUPS_WAIT_MS }))
      )
        this.changes.shown(companyId, passed);
      return await this.memberships.groupsOf(companyId, userId);
    } catch (error) {
      if (isPassing(error)) return NO_GROUPS;
      throw error;
    }
  }

  private render(user: UserResource, selection: Selection | null, groups: readonly Membership[]): string {
    if (selection || groups.length > 0)
      return JSON.stringify(renderUser(user, { baseUrl: this.baseUrl(), selection, groups }));
    const known = this.rendered.get(user);
    if (known !== undefined) return known;
    const text = JSON.stringify(renderUser(user, { baseUrl: this.baseUrl() }));
    this.rendered.set(user, text);
    return text;
  }
}
