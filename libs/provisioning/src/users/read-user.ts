import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { KnownUser } from '@luciq/domain';
import type { UserResource } from '@luciq/scim';
import type { UserStreams } from './user-streams.ts';

/** Asks for one user as its stream tells. */
export class ReadUser extends Query<UserResource | null> {
  constructor(
    readonly companyId: string,
    readonly by: { readonly id: string } | { readonly userName: string },
  ) {
    super();
  }
}

/** Answers ReadUser from streams and claims, never from the read model. */
@QueryHandler(ReadUser)
export class ReadUserHandler implements IQueryHandler<ReadUser> {
  constructor(private readonly users: UserStreams) {}

  execute({ companyId, by }: ReadUser): Promise<UserResource | null> {
    return 'id' in by ? this.users.byId(companyId, by.id) : this.users.byUserName(companyId, by.userName);
  }
}

/** Asks for one user with the name that signs the user in; `name` is the userName, or the one that signs in while a rename waits. */
export class ReadSignIn extends Query<KnownUser | null> {
  constructor(
    readonly companyId: string,
    readonly by: { readonly id: string } | { readonly name: string },
  ) {
    super();
  }
}

/** Answers ReadSignIn from streams and claims. */
@QueryHandler(ReadSignIn)
export class ReadSignInHandler implements IQueryHandler<ReadSignIn> {
  constructor(private readonly users: UserStreams) {}

  execute({ companyId, by }: ReadSignIn): Promise<KnownUser | null> {
    return 'id' in by ? this.users.known(companyId, by.id) : this.users.holderOf(companyId, by.name);
  }
}
