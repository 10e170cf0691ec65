import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@luciq/events';
import { isResourceId, shortName } from '@luciq/events';
import type { AccessChange, HistoryEntry } from '@luciq/history';
import { History } from '@luciq/history';
import { CompanyViews } from '../company/company-views.ts';
import { HISTORY } from '../injection-tokens.ts';
import { problem } from '../problem/problem.ts';
import type { ActorView } from '../tokens/tokens.dto.ts';
import { USUAL_PAGE } from '../validation/limits.ts';
import type { PageQuery } from '../validation/page.dto.ts';
import type { AccessChangeView, TimelineEventView, TimelineView } from './timeline.dto.ts';

/** Gives the view of an actor at a time. */
type ActorAt = (actor: Actor, time: string) => ActorView;

/** What changed what one member may do, or who the member is. */
@Injectable()
export class MemberTimeline {
  constructor(
    @Inject(HISTORY) private readonly history: History,
    @Inject(CompanyViews) private readonly views: CompanyViews,
  ) {}

  /** A page of it, the newest first; `after` is the id of the last entry of the page before. */
  async read(companyId: string, userId: string, { after, count = USUAL_PAGE }: PageQuery): Promise<TimelineView> {
    if (!isResourceId(userId)) throw problem('member-not-found');
    const entries = (await this.history.ofMember(companyId, userId)).toReversed();
    if (entries.length === 0) throw problem('member-not-found');
    const last = after === undefined ? -1 : entries.findIndex(({ id }) => id === after);
    if (after !== undefined && last < 0) throw problem('place-gone');
    const page = entries.slice(last + 1, last + 1 + count);
    const actorAt = await this.views.actorsThen(
      companyId,
      page.flatMap(({ actor, access }) => [actor, ...(access?.because.flatMap((reason) => reason.actor ?? []) ?? [])]),
    );
    return {
      events: page.map((entry) => eventView(entry, actorAt)),
      next: last + 1 + count < entries.length ? (page.at(-1)?.id ?? null) : null,
    };
  }
}

const eventView = (entry: HistoryEntry, actorAt: ActorAt): TimelineEventView => ({
  id: entry.id,
  type: entry.type,
  time: entry.time,
  actor: actorAt(entry.actor, entry.time),
  token: entry.token,
  changes: entry.changes.map(({ attribute, value }) => ({ attribute: shortName(attribute), value })),
  group: entry.group,
  about: entry.about,
  access: entry.access && accessView(entry.access, actorAt),
  address: entry.address,
  reason: entry.reason,
  requestId: entry.requestId,
});

const accessView = ({ before, after, because }: AccessChange, actorAt: ActorAt): AccessChangeView => ({
  before,
  after,
  because: because.map(({ source, groupId, groupName, eventId, time, actor, requestId }) => ({
    source,
    groupId,
    groupName,
    eventId,
    time,
    actor: actor && actorAt(actor, time),
    requestId,
  })),
});
