import { Get, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Company } from '@luciq/domain';
import { isResourceId } from '@luciq/events';
import type { AccountStore, ActivityEntry } from '@luciq/gateway-store';
import { outcomeOf } from '@luciq/gateway-store';
import { AcknowledgedRows } from '@luciq/http';
import { ReadCausedEvents, ReadGroup, ReadUser } from '@luciq/provisioning';
import { nameAt, SHOWN_NAMES } from '@luciq/read-model';
import { userNameOf } from '@luciq/scim';
import { AccountController } from '../auth/account-controller.ts';
import { TheCompany } from '../auth/caller.ts';
import { Needs } from '../auth/needs.ts';
import { ACCOUNT_STORE } from '../injection-tokens.ts';
import { displayNameOf } from '../members/user-profile.ts';
import { problem } from '../problem/problem.ts';
import { USUAL_PAGE } from '../validation/limits.ts';
import type { ActivityEntryView, UsedTokenView } from './activity.dto.ts';
import { ActivityListView, ActivityQuery, CausedEventsView } from './activity.dto.ts';

const tokenOf = (company: Company, id: string | null): UsedTokenView | null =>
  id === null ? null : { id, lastFour: company.tokens.get(id)?.lastFour ?? null };

/** The name of a person or group at a time, by id; null for none. */
type NameThen = (id: string, time: string) => string | null;

/** Requests of the identity provider and their outcomes. */
@ApiTags('activity')
@AccountController('/companies/:companyId/activity')
export class ActivityController {
  constructor(
    @Inject(ACCOUNT_STORE) private readonly account: AccountStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(AcknowledgedRows) private readonly rows: AcknowledgedRows,
  ) {}

  @Get()
  @Needs('company')
  @ApiOperation({ summary: 'Requests of the identity provider, the newest first.' })
  @ApiOkResponse({ type: ActivityListView })
  async list(
    @TheCompany() company: Company,
    @Query() { outcome, before, count = USUAL_PAGE }: ActivityQuery,
  ): Promise<ActivityListView> {
    const found = await this.account.activity.list(company.id, {
      ...(outcome === undefined ? {} : { outcome }),
      ...(before === undefined ? {} : { before }),
      limit: count + 1,
    });
    const page = found.slice(0, count);
    const names = await this.namesOf(company.id, page);
    const entries = page.map((entry) => this.view(company, entry, names));
    return { entries, next: found.length > count ? (page.at(-1)?.id ?? null) : null };
  }

  @Get(':entryId/events')
  @Needs('company')
  @ApiOperation({ summary: 'The events that a request caused.' })
  @ApiOkResponse({ type: CausedEventsView })
  async events(@TheCompany() { id: companyId }: Company, @Param('entryId') entryId: string): Promise<CausedEventsView> {
    const entry = await this.account.activity.find(companyId, entryId);
    if (!entry) throw problem('not-found');
    const { resourceType, resourceId, requestId } = entry;
    if (resourceType === null || resourceId === null || !isResourceId(resourceId)) return { events: [] };
    const caused = await this.queries.execute(
      new ReadCausedEvents(companyId, { type: resourceType, id: resourceId }, requestId),
    );
    return { events: caused.map(({ id, time, event }) => ({ id, type: event.type, time })) };
  }

  private view(company: Company, entry: ActivityEntry, names: NameThen): ActivityEntryView {
    const { id, time, action, resourceType, resourceId, status, scimType, detail, durationMs, requestId, tokenId } =
      entry;
    const target = resourceId === null ? null : names(resourceId, time);
    return {
      id,
      time,
      action,
      outcome: outcomeOf(status),
      resourceType,
      resourceId,
      target,
      status,
      scimType,
      detail,
      durationMs,
      requestId,
      token: tokenOf(company, tokenId),
    };
  }

  /** Names of whom and what the entries of a page are about: a person's as it was then, also of one who was deleted since; a group's as it is now. */
  private async namesOf(companyId: string, page: readonly ActivityEntry[]): Promise<NameThen> {
    const named = new Map(
      page.flatMap(({ resourceType, resourceId }) =>
        resourceType !== null && resourceId !== null && isResourceId(resourceId)
          ? [[resourceId, resourceType] as const]
          : [],
      ),
    );
    const userIds = [...named].flatMap(([id, type]) => (type === 'User' ? [id] : []));
    const former = await this.rows.queries.formerNamesOf(companyId, userIds);
    const now = new Map(
      await Promise.all(
        [...named].map(
          async ([id, type]) =>
            [id, type === 'User' ? await this.userName(companyId, id) : await this.groupName(companyId, id)] as const,
        ),
      ),
    );
    return (id, time) => nameAt(former.get(id) ?? [], { time, kinds: SHOWN_NAMES, now: now.get(id) ?? null });
  }

  private async userName(companyId: string, id: string): Promise<string | null> {
    const user = await this.queries.execute(new ReadUser(companyId, { id }));
    return user && (displayNameOf(user.attributes) ?? userNameOf(user.attributes));
  }

  private async groupName(companyId: string, id: string): Promise<string | null> {
    return (await this.queries.execute(new ReadGroup(companyId, { id })))?.group.displayName ?? null;
  }
}
