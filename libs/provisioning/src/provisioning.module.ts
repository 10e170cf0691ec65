import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { AcknowledgedPositions, Snapshots } from '@luciq/gateway-store';
import type { EventStore } from '@luciq/event-store';
import { Administering } from './users/administering.ts';
import { ChangeCompanyHandler } from './companies/change-company.ts';
import { ACKNOWLEDGED_POSITIONS, EVENT_STORE, MEMBER_INDEX, SNAPSHOTS } from './engines.ts';
import { ChangeGroupHandler, GroupStreams, ReadGroupHandler } from './groups/change-group.ts';
import { CheckMembersHandler } from './groups/check-members.ts';
import type { MemberIndex } from './groups/check-members.ts';
import { MembershipChanges } from './groups/membership-changes.ts';
import { ReadUserHandler, ChangeUserHandler, UserStreams } from './users/change-user.ts';

/** The engines that the write side works with. */
export interface ProvisioningEngines {
  readonly store: EventStore;
  readonly acknowledgements: AcknowledgedPositions;
  readonly snapshots: Snapshots;
  readonly members: MemberIndex;
}

/** The write side: commands and the reads that must see them at once. */
@Module({})
export class ProvisioningModule {
  /** With the engines that the app chose. */
  static with(engines: ProvisioningEngines): DynamicModule {
    return {
      module: ProvisioningModule,
      global: true,
      imports: [CqrsModule.forRoot()],
      providers: [
        { provide: EVENT_STORE, useValue: engines.store },
        { provide: ACKNOWLEDGED_POSITIONS, useValue: engines.acknowledgements },
        { provide: SNAPSHOTS, useValue: engines.snapshots },
        { provide: MEMBER_INDEX, useValue: engines.members },
        MembershipChanges,
        Administering,
        UserStreams,
        ChangeUserHandler,
        ReadUserHandler,
        GroupStreams,
        ChangeGroupHandler,
        ReadGroupHandler,
        CheckMembersHandler,
        ChangeCompanyHandler,
      ],
      exports: [CqrsModule, EVENT_STORE, ACKNOWLEDGED_POSITIONS, MembershipChanges, UserStreams],
    };
  }
}
