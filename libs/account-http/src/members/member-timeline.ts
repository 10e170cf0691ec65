import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Actor, Attributes } from '@luciq/events';
import { isResourceId } from '@luciq/events';
import type { MemberEvent } from '@luciq/provisioning';
import { ReadMemberHistory } from '@luciq/provisioning';
import { CompanyViews } from '../company/company-views.ts';
import { problem } from '../problem/problem.ts';
import type { ActorView } from '../tokens/tokens.dto.ts';
import { USUAL_PAGE } from '../validation/limits.ts';
import type { PageQuery } from '../validation/page.dto.ts';
import type { ChangeView, TimelineView } from './members.dto.ts';

/** Form of a place in a timeline: a revision of the member's stream. */
const PLACE = /^\d{1,9}$/;

const nameOf = (key: string): string => (key.startsWith('urn:') ? (key.split(':').at(-1) ?? key) : key);

const assigned = (set: Attributes): ChangeView[] =>
  Object.entries(set).map(([key, value]) => ({ attribute: nameOf(key), value }));

const unassigned = (unset: readonly string[]): ChangeView[] =>
  unset.map((key) => ({ attribute: nameOf(key), value: null }));

/** What an event says, one attribute after the other: its value from then on, null where there is none any more. */
function changesOf(event: MemberEvent): readonly ChangeView[] {
  switch (event.type) {
    case 'UserProvisioned':
      return [{ attribute: 'origin', value: event.data.origin }, ...assigned(event.personal.body)];
    case 'ProfileUpdated':
      return [...assigned(event.personal.body.set), ...unassigned(event.personal.body.unset)];
    case 'AccessChanged':
      return [...assigned(event.data.set), ...unassigned(event.data.unset)];
    case 'UserDeactivated':
      return [{ attribute: 'active', value: false }];
    case 'UserReactivated':
      return [{ attribute: 'active', value: true }];
    case 'UserDeleted':
      return [];
    case 'SignInNameHeld':
      return [{ attribute: 'signInName', value: event.personal.body.signInName }];
    case 'SignInNameSettled':
      return [{ attribute: 'signInName', value: null }];
    case 'OwnershipGranted':
      return [{ attribute: 'owner', value: true }];
    case 'OwnershipRevoked':
      return [{ attribute: 'owner', value: false }];
  }
}

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
      changes: changesOf(event),
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
