import type { ICommandHandler, IQueryHandler } from '@nestjs/cqrs';
import type { MemberRights } from '@luciq/domain';
import { memberRights } from '@luciq/domain';
import type { UserEvent } from '@luciq/events';
import { userStream } from '@luciq/events';
import type { AcknowledgedPositions } from '@luciq/gateway-store';
import { NO_SNAPSHOTS } from '@luciq/gateway-store';
import type { ReadCausedEvents } from './caused-events.ts';
import { ReadCausedEventsHandler } from './caused-events.ts';
import type { ChangeCompany } from './companies/change-company.ts';
import { ChangeCompanyHandler } from './companies/change-company.ts';
import type { ReadCompanyHistory } from './companies/company-history.ts';
import { ReadCompanyHistoryHandler } from './companies/company-history.ts';
import type { Companies } from './companies/company-streams.ts';
import { CompanyStreams } from './companies/company-streams.ts';
import type { ProvisioningEngines, ReadEngines } from './engines.ts';
import { NO_MEMBER_INDEX } from './engines.ts';
import type { ChangeEventCredentials } from './event-credentials/event-credentials.ts';
import { ChangeEventCredentialsHandler, EventCredentialStream } from './event-credentials/event-credentials.ts';
import type { ChangeGroup } from './groups/change-group.ts';
import { ChangeGroupHandler } from './groups/change-group.ts';
import type { CheckMembers } from './groups/check-members.ts';
import { CheckMembersHandler } from './groups/check-members.ts';
import { GroupStreams } from './groups/group-streams.ts';
import { MembershipChanges } from './groups/membership-changes.ts';
import type { ReadGroup } from './groups/read-group.ts';
import { ReadGroupHandler } from './groups/read-group.ts';
import { Administering } from './users/administering.ts';
import type { ChangeUser } from './users/change-user.ts';
import { ChangeUserHandler } from './users/change-user.ts';
import type { ReadActiveUsers, ReadMemberFact } from './users/owner-facts.ts';
import { ReadActiveUsersHandler, ReadMemberFactHandler } from './users/owner-facts.ts';
import type { ReadSignIn, ReadUser } from './users/read-user.ts';
import { ReadSignInHandler, ReadUserHandler } from './users/read-user.ts';
import { UserStreams } from './users/user-streams.ts';
import { StateCache } from './writing/state-cache.ts';

/** Handlers of the queries. */
export interface QueryHandlers {
  readonly readUser: IQueryHandler<ReadUser>;
  readonly readSignIn: IQueryHandler<ReadSignIn>;
  readonly readMemberFact: IQueryHandler<ReadMemberFact>;
  readonly readActiveUsers: IQueryHandler<ReadActiveUsers>;
  readonly readGroup: IQueryHandler<ReadGroup>;
  readonly checkMembers: IQueryHandler<CheckMembers>;
  readonly readCompanyHistory: IQueryHandler<ReadCompanyHistory>;
  readonly readCausedEvents: IQueryHandler<ReadCausedEvents>;
}

export interface CommandHandlers {
  readonly changeUser: ICommandHandler<ChangeUser>;
  readonly changeGroup: ICommandHandler<ChangeGroup>;
  readonly changeCompany: ICommandHandler<ChangeCompany>;
  readonly changeEventCredentials: ICommandHandler<ChangeEventCredentials>;
}

/** What can be read of a log without writing to it. */
export interface Reads extends QueryHandlers {
  readonly companies: Companies;
  /** Who may read the feed of events. */
  readonly eventCredentials: EventCredentialStream;
  /** A user, and since when the user has the rights that are the user's now. Throws EventStoreUnavailable. */
  memberRights(companyId: string, userId: string): Promise<MemberRights>;
}

/** The write side on one set of engines: the same whether Nest's buses lead to it or a program calls it. */
export interface Provisioning extends Reads, CommandHandlers {
  /** All of them, for the buses. */
  readonly handlers: readonly object[];
  readonly acknowledgements: AcknowledgedPositions;
  readonly membershipChanges: MembershipChanges;
  /** Resolves when nothing is being kept for the next start any more. */
  settled(): Promise<void>;
}

interface Streams {
  readonly users: UserStreams;
  readonly groups: GroupStreams;
  readonly companies: CompanyStreams;
  readonly eventCredentials: EventCredentialStream;
}

const streamsOf = ({ store, snapshots = NO_SNAPSHOTS, monotonic }: ReadEngines): Streams => ({
  users: new UserStreams(store),
  groups: new GroupStreams(store, snapshots),
  companies: new CompanyStreams(store, monotonic),
  eventCredentials: new EventCredentialStream(store, monotonic),
});

const queriesOf = ({ store, members = NO_MEMBER_INDEX }: ReadEngines, { users, groups }: Streams): QueryHandlers => ({
  readUser: new ReadUserHandler(users),
  readSignIn: new ReadSignInHandler(users),
  readMemberFact: new ReadMemberFactHandler(users),
  readActiveUsers: new ReadActiveUsersHandler(users),
  readGroup: new ReadGroupHandler(groups),
  checkMembers: new CheckMembersHandler(members, users, groups),
  readCompanyHistory: new ReadCompanyHistoryHandler(store),
  readCausedEvents: new ReadCausedEventsHandler(store),
});

function readsOn(engines: ReadEngines, streams: Streams, queries: QueryHandlers): Reads {
  const rights = new StateCache<MemberRights, UserEvent>(engines.store, memberRights);
  return {
    ...queries,
    companies: streams.companies,
    eventCredentials: streams.eventCredentials,
    memberRights: async (companyId, userId) => (await rights.readNewest(userStream(companyId, userId))).state,
  };
}

/** The reads of a log, for programs that do not write. */
export function reads(engines: ReadEngines): Reads {
  const streams = streamsOf(engines);
  return readsOn(engines, streams, queriesOf(engines, streams));
}

/** The write side. One for a process: whatever is kept in memory is kept once. */
export function provisioning(engines: ProvisioningEngines): Provisioning {
  const { acknowledgements, members = NO_MEMBER_INDEX } = engines;
  const streams = streamsOf(engines);
  const { users, groups, companies } = streams;
  const membershipChanges = new MembershipChanges();
  const queries = queriesOf(engines, streams);
  const commands: CommandHandlers = {
    changeUser: new ChangeUserHandler(users, acknowledgements, new Administering(companies, members)),
    changeGroup: new ChangeGroupHandler(groups, acknowledgements, membershipChanges),
    changeCompany: new ChangeCompanyHandler(companies, acknowledgements),
    changeEventCredentials: new ChangeEventCredentialsHandler(streams.eventCredentials),
  };
  return {
    ...readsOn(engines, streams, queries),
    ...commands,
    handlers: Object.values<object>({ ...commands, ...queries }),
    acknowledgements,
    membershipChanges,
    settled: () => groups.settled(),
  };
}
