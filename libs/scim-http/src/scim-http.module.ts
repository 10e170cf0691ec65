import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { TokenGate } from '@luciq/access';
import type { EventStore } from '@luciq/event-store';
import { EVENT_STORE } from '@luciq/provisioning';
import type { Log } from '@luciq/telemetry';
import { CompanyGuard } from './company.guard.ts';
import { DiscoveryController } from './discovery.controller.ts';
import { LOG, SCIM_BASE_URL, USER_LISTS } from './engines.ts';
import type { UserLists } from './engines.ts';
import { GroupsController } from './groups.controller.ts';
import { ScimErrorFilter } from './scim-error.filter.ts';
import { UsersController } from './users.controller.ts';

/** The SCIM face: the first and the last step of the line. Needs ProvisioningModule beside it. */
@Module({})
export class ScimHttpModule {
  /** With what the app chose. `baseUrl` is where clients reach SCIM; it may be known only once the server listens. */
  static with(options: { readonly lists: UserLists; readonly log: Log; readonly baseUrl: () => string }): DynamicModule {
    return {
      module: ScimHttpModule,
      controllers: [UsersController, GroupsController, DiscoveryController],
      providers: [
        { provide: USER_LISTS, useValue: options.lists },
        { provide: LOG, useValue: options.log },
        { provide: SCIM_BASE_URL, useValue: options.baseUrl },
        { provide: TokenGate, useFactory: (store: EventStore) => new TokenGate(store), inject: [EVENT_STORE] },
        CompanyGuard,
        { provide: APP_FILTER, useClass: ScimErrorFilter },
      ],
    };
  }
}
