import type { DynamicModule, OnApplicationShutdown, Provider, Type } from '@nestjs/common';
import { Inject, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Companies } from './companies/company-streams.ts';
import { ACKNOWLEDGED_POSITIONS } from './engines.ts';
import { MembershipChanges } from './groups/membership-changes.ts';
import type { Provisioning } from './provisioning.ts';

const PROVISIONING = Symbol('Provisioning');

/** The buses look for handlers among the instances of providers that have a factory. */
const provided = (handler: object): Provider => ({ provide: handler.constructor as Type, useFactory: () => handler });

/** The write side behind Nest's buses: commands, and the reads that must see them at once. */
@Module({})
export class ProvisioningModule implements OnApplicationShutdown {
  constructor(@Inject(PROVISIONING) private readonly provisioning: Provisioning) {}

  /** With the write side on the engines that the app chose. */
  static with(provisioning: Provisioning): DynamicModule {
    return {
      module: ProvisioningModule,
      global: true,
      imports: [CqrsModule.forRoot()],
      providers: [
        { provide: PROVISIONING, useValue: provisioning },
        { provide: ACKNOWLEDGED_POSITIONS, useValue: provisioning.acknowledgements },
        { provide: MembershipChanges, useValue: provisioning.membershipChanges },
        { provide: Companies, useValue: provisioning.companies },
        ...provisioning.handlers.map(provided),
      ],
      exports: [CqrsModule, ACKNOWLEDGED_POSITIONS, MembershipChanges, Companies],
    };
  }

  onApplicationShutdown(): Promise<void> {
    return this.provisioning.settled();
  }
}
