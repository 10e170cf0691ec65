import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Put, Query, Res, UseGuards } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { v7 as uuidV7 } from 'uuid';
import { DeleteUser, PatchUser, ProvisionUser, ReplaceUser } from '@luciq/domain';
import type { UserCommand, UserCommandBase } from '@luciq/domain';
import { ACKNOWLEDGED_POSITIONS, ReadUser } from '@luciq/provisioning';
import type { UserOutcome } from '@luciq/provisioning';
import type { AcknowledgedPositions } from '@luciq/gateway-store';
import { exactLookup, listResponse, parseFilter, parsePaging, parsePatch, parseResource, parseSelection, renderUser, userResourceType } from '@luciq/scim';
import type { Filter, Parsed, Selection, UserResource } from '@luciq/scim';
import { Answered, notFound, refusalAnswer, tryLater } from './answer.ts';
import { CompanyGuard, FromCaller } from './company.guard.ts';
import type { Caller } from './company.guard.ts';
import { SCIM_PATH } from './endpoints.ts';
import { SCIM_BASE_URL, USER_LISTS } from './engines.ts';
import type { UserLists } from './engines.ts';
import { JsonBody } from './json-body.ts';
import { BEHIND_RETRY_AFTER_SECONDS, DEFAULT_PAGE_SIZE, LIST_WAIT_MS, MAX_PAGE_SIZE } from './limits.ts';
import { queryParameters } from './query.ts';
import type { ScimQuery } from './query.ts';

/** The value, or an answer of 400 that says what is wrong. */
function required<T>(result: Parsed<T>): T {
  if (result.ok) return result.value;
  throw new Answered(refusalAnswer({ kind: 'problem', problem: result.problem }));
}

/** A list of resources that are rendered already; `Resources` is the last member of a list response. */
function listText(numbers: { readonly totalResults: number; readonly startIndex: number }, rendered: readonly string[]): string {
  const { Resources: _none, ...head } = listResponse({ ...numbers, resources: [] });
  return `${JSON.stringify({ ...head, itemsPerPage: rendered.length }).slice(0, -1)},"Resources":[${rendered.join(',')}]}`;
}

interface Page {
  readonly totalResults: number;
  readonly users: readonly UserResource[];
}

/** `/Users` (RFC 7644 section 3): a request becomes a command or a query, its outcome an answer. */
@Controller(`${SCIM_PATH}/Users`)
@UseGuards(CompanyGuard)
export class UsersController {
  private readonly rendered = new WeakMap<UserResource, string>();

  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(USER_LISTS) private readonly lists: UserLists,
    @Inject(ACKNOWLEDGED_POSITIONS) private readonly acknowledgements: AcknowledgedPositions,
    @Inject(SCIM_BASE_URL) private readonly baseUrl: () => string,
  ) {}

  @Get()
  async list(@FromCaller() caller: Caller, @Query() query: unknown): Promise<string> {
    const parameters = required(queryParameters(query));
    const selection = this.selection(parameters);
    const { startIndex, count } = required(parsePaging(parameters, { defaultCount: DEFAULT_PAGE_SIZE, maxCount: MAX_PAGE_SIZE }));
    const filter = parameters.filter === undefined ? null : required(parseFilter(userResourceType, parameters.filter));
    const page = await this.page(caller, { filter, startIndex, count });
    const rendered = page.users.map((user) => this.render(user, selection));
    return listText({ totalResults: page.totalResults, startIndex }, rendered);
  }

  @Get(':id')
  async read(@FromCaller() caller: Caller, @Param('id') id: string, @Query() query: unknown): Promise<string> {
    const selection = this.selection(required(queryParameters(query)));
    const user = await this.queries.execute<ReadUser, UserResource | null>(new ReadUser(caller.companyId, { id }));
    if (!user) throw new Answered(notFound());
    return this.render(user, selection);
  }

  @Post()
  @HttpCode(201)
  async create(
    @FromCaller() caller: Caller,
    @Query() query: unknown,
    @Body(JsonBody) body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const selection = this.selection(required(queryParameters(query)));
    const attributes = required(parseResource(userResourceType, body));
    const user = await this.done(new ProvisionUser(this.base(caller, uuidV7()), attributes, 'scim'));
    void reply.header('location', `${this.baseUrl()}/Users/${user.id}`);
    return this.render(user, selection);
  }

  @Put(':id')
  async replace(@FromCaller() caller: Caller, @Param('id') id: string, @Query() query: unknown, @Body(JsonBody) body: unknown): Promise<string> {
    const selection = this.selection(required(queryParameters(query)));
    const attributes = required(parseResource(userResourceType, body));
    return this.render(await this.done(new ReplaceUser(this.base(caller, id), attributes)), selection);
  }

  @Patch(':id')
  async patch(@FromCaller() caller: Caller, @Param('id') id: string, @Query() query: unknown, @Body(JsonBody) body: unknown): Promise<string> {
    const selection = this.selection(required(queryParameters(query)));
    const operations = required(parsePatch(userResourceType, body));
    return this.render(await this.done(new PatchUser(this.base(caller, id), operations)), selection);
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@FromCaller() caller: Caller, @Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.execute(new DeleteUser(this.base(caller, id)));
    void reply.removeHeader('content-type');
  }

  private base(caller: Caller, userId: string): UserCommandBase {
    const { companyId, tokenId, requestId, company } = caller;
    const now = new Date().toISOString();
    const context = { companyId, commandId: requestId, requestId, actor: { kind: 'idp', id: tokenId }, tokenId, now } as const;
    return { context, userId, policy: company };
  }

  private async execute(command: UserCommand): Promise<UserResource | null> {
    const outcome = await this.commands.execute<UserCommand, UserOutcome>(command);
    if (outcome.kind === 'refused') throw new Answered(refusalAnswer(outcome.refusal));
    return outcome.user;
  }

  private async done(command: UserCommand): Promise<UserResource> {
    const user = await this.execute(command);
    if (!user) throw new Answered(notFound());
    return user;
  }

  /** One exact userName is answered from its claim, without lag; everything else from the read model once it has caught up. */
  private async page(caller: Caller, query: { filter: Filter | null; startIndex: number; count: number }): Promise<Page> {
    const { companyId } = caller;
    const lookup = query.filter && exactLookup(query.filter);
    if (lookup) {
      const by = lookup.attribute === 'id' ? { id: lookup.value } : { userName: lookup.value };
      const user = await this.queries.execute<ReadUser, UserResource | null>(new ReadUser(companyId, by));
      const isOnPage = query.startIndex === 1 && query.count > 0;
      return { totalResults: user ? 1 : 0, users: user && isOnPage ? [user] : [] };
    }
    const passed = await this.acknowledgements.acknowledged(companyId);
    const page = await this.lists.listUsers({ companyId, ...query, passed, timeoutMs: LIST_WAIT_MS, baseUrl: this.baseUrl() });
    if (page.kind === 'behind') throw new Answered(tryLater(BEHIND_RETRY_AFTER_SECONDS));
    return page;
  }

  private selection(parameters: ScimQuery): Selection | null {
    return required(parseSelection(userResourceType, parameters));
  }

  private render(user: UserResource, selection: Selection | null): string {
    if (selection) return JSON.stringify(renderUser(user, { baseUrl: this.baseUrl(), selection }));
    const known = this.rendered.get(user);
    if (known !== undefined) return known;
    const text = JSON.stringify(renderUser(user, { baseUrl: this.baseUrl() }));
    this.rendered.set(user, text);
    return text;
  }
}
