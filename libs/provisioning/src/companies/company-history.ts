import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { EventStore } from '@luciq/event-store';
import type { CompanyEvent, EventRecord } from '@luciq/events';
import { companyStream } from '@luciq/events';

/** Asks for the newest records of a company's stream, at most `count`, the newest first. */
export class ReadCompanyHistory extends Query<readonly EventRecord<CompanyEvent>[]> {
  constructor(
    readonly companyId: string,
    readonly count: number,
  ) {
    super();
  }
}

/** Answers ReadCompanyHistory. */
@QueryHandler(ReadCompanyHistory)
export class ReadCompanyHistoryHandler implements IQueryHandler<ReadCompanyHistory> {
  constructor(private readonly store: EventStore) {}

  async execute({ companyId, count }: ReadCompanyHistory): Promise<readonly EventRecord<CompanyEvent>[]> {
    const records = (await this.store.readStream(companyStream(companyId))) as readonly EventRecord<CompanyEvent>[];
    return records.slice(-count).toReversed();
  }
}
