import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Actor } from '@luciq/events';
import { isResourceId, newValues, shortName } from '@luciq/events';
import { ReadMemberHistory } from '@luciq/provisioning';
import { CompanyViews } from '../company/company-views.ts';
import { problem } from '../problem/problem.ts';
import type { ActorView } from '../tokens/tokens.dto.ts';
import { USUAL_PAGE } from '../validation/limits.ts';
import type { PageQuery } from '../validation/page.dto.ts';
import type { TimelineView } from './members.dto.ts';

/** Form of a place in a timeline: a revision of the member's stream. */
const PLACE = /^\d{1,9}$/;

/** What was decided about one member. */
@Injectable()
export class MemberTimeline {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(CompanyViews) private readonly views: CompanyViews,
  ) {}

  /** A page of it from the member's own stream, the newest first. */
  async read(companyId: string, userId: string, { after, count = USUAL_PAGE }: PageQuery): Promise<TimelineView> {
    if (!isResourceId(userId)) throw problem('member-not-found');
    if (after !== undefined && !PLACE.test(after)) throw problem('place-gone');
    const before = after === undefined ? null : Number(after);
    const page = await this.queries.execute(new ReadMemberHistory(companyId, userId, { before, count }));
    if (!page) throw problem('member-not-found');
    const { records, next } = page;
    const actors = await this.actorsOf(
      companyId,
      records.map(({ cause }) => cause.actor),
    );
    const events = records.map(({ id, time, event, cause }) => ({
      id,
      type: event.type,
      time,
      actor: actors.get(`${cause.actor.kind} ${cause.actor.id}`) ?? { ...cause.actor, name: null },
      changes: newValues(event).map(({ attribute, value }) => ({ attribute: shortName(attribute), value })),
      requestId: cause.requestId,
    }));
    return { events, next: next === null ? null : String(next) };
  }

  /** Each actor once: most of a timeline has the same. */
  private async actorsOf(companyId: string, actors: readonly Actor[]): Promise<ReadonlyMap<string, ActorView>> {
    const different = new Map(actors.map((actor) => [`${actor.kind} ${actor.id}`, actor]));
    return new Map(
      await Promise.all(
        [...different].map(async ([key, actor]) => [key, await this.views.actor(companyId, actor)] as const),
      ),
    );
  }
}
