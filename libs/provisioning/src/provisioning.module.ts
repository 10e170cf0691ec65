import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { AcknowledgedPositions } from '@luciq/gateway-store';
import type { EventStore } from '@luciq/event-store';
import { CompanyCommandHandler } from './companies.ts';
import { ACKNOWLEDGED_POSITIONS, EVENT_STORE } from './engines.ts';
import { ReadUserHandler, UserCommandHandler, UserStreams } from './users.ts';

/** The write side: commands and the reads that must see them at once. */
@Module({})
export class ProvisioningModule {
  /** With the engines that the app chose. */
  static with(engines: { readonly store: EventStore; readonly acknowledgements: AcknowledgedPositions }): DynamicModule {
    return {
      module: ProvisioningModule,
      global: true,
      imports: [CqrsModule.forRoot()],
      providers: [
        { provide: EVENT_STORE, useValue: engines.store },
        { provide: ACKNOWLEDGED_POSITIONS, useValue: engines.acknowledgements },
        UserStreams,
        UserCommandHandler,
        ReadUserHandler,
        CompanyCommandHandler,
      ],
      exports: [CqrsModule, EVENT_STORE, ACKNOWLEDGED_POSITIONS],
    };
  }
}
