import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { EventStore } from '@luciq/event-store';
import type { EventRecord } from '@luciq/events';
import { groupStream, isPublished, userStream } from '@luciq/events';

/** Asks for the published events that one request caused in one user or group. */
export class ReadCausedEvents extends Query<readonly EventRecord[]> {
  constructor(
    readonly companyId: string,
    readonly resource: { readonly type: 'User' | 'Group'; readonly id: string },
    readonly requestId: string,
  ) {
    super();
  }
}

/** Answers ReadCausedEvents from the stream of the resource. */
@QueryHandler(ReadCausedEvents)
export class ReadCausedEventsHandler implements IQueryHandler<ReadCausedEvents> {
  constructor(private readonly store: EventStore) {}

  async execute({ companyId, resource: { type, id }, requestId }: ReadCausedEvents): Promise<readonly EventRecord[]> {
    const stream = type === 'User' ? userStream(companyId, id) : groupStream(companyId, id);
    return (await this.store.readStream(stream)).filter(
      ({ cause, event }) => cause.requestId === requestId && isPublished(event.type),
    );
  }
}
