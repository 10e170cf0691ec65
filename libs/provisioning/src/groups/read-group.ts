import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { GroupStreams, GroupView } from './group-streams.ts';

/** Asks for one group as its stream tells. */
export class ReadGroup extends Query<GroupView | null> {
  constructor(
    readonly companyId: string,
    readonly by: { readonly id: string } | { readonly displayName: string },
  ) {
    super();
  }
}

/** Answers ReadGroup from streams and claims, never from the read model. */
@QueryHandler(ReadGroup)
export class ReadGroupHandler implements IQueryHandler<ReadGroup> {
  constructor(private readonly groups: GroupStreams) {}

  execute({ companyId, by }: ReadGroup): Promise<GroupView | null> {
    return 'id' in by ? this.groups.byId(companyId, by.id) : this.groups.byDisplayName(companyId, by.displayName);
  }
}
