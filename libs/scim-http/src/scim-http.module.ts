import { createHmac } from 'node:crypto';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { TokenGate } from '@luciq/access';
import type { Mac } from '@luciq/scim';
import type { Log, SecurityLog } from '@luciq/telemetry';
import { BulkController } from './bulk/bulk.controller.ts';
import { CompanyGuard } from './auth/company.guard.ts';
import { DiscoveryController } from './discovery/discovery.controller.ts';
import { CURSOR_MAC, LOG, RESOURCE_LISTS, SCIM_BASE_URL, SECURITY } from './engines.ts';
import type { ResourceLists } from './engines.ts';
import { GroupRequests } from './groups/group-requests.ts';
import { GroupsController } from './groups/groups.controller.ts';
import { Lists } from './resources/lists.ts';
import { MeController } from './discovery/me.controller.ts';
import { NEIGHBOURS } from './neighbour.ts';
import type { Neighbour } from './neighbour.ts';
import { RateLimit } from './auth/rate-limit.ts';
import type { Rate } from './auth/rate-limit.ts';
import { RolesController } from './discovery/roles.controller.ts';
import { RootSearchController } from './resources/root-search.controller.ts';
import { ScimErrorFilter } from './error/scim-error.filter.ts';
import { OFFERED_ROUTES } from './unknown-method.ts';
import type { OfferedRoute } from './unknown-method.ts';
import { UserRequests } from './users/user-requests.ts';
import { UsersController } from './users/users.controller.ts';

/** What the SCIM face works with. */
export interface ScimHttpOptions {
  readonly lists: ResourceLists;
  readonly log: Log;
  readonly security: SecurityLog;
  /** Where clients reach SCIM; it may be known only once the server listens. */
  readonly baseUrl: () => string;
  /** Authenticates cursors; the same in every gateway. */
  readonly cursorKey: string;
  readonly gate: TokenGate;
  /** Who else answers on the same server. */
  readonly neighbours: readonly Neighbour[];
  /** What the server offers, filled as routes are added. */
  readonly routes: readonly OfferedRoute[];
  /** Of each company in this process; null for no limit. */
  readonly rate: Rate | null;
}

const macOf = (key: string): Mac => (text) => createHmac('sha256', key).update(text).digest('base64url');

/** The SCIM face: the first and the last step of the line. Needs ProvisioningModule beside it. */
@Module({})
export class ScimHttpModule {
  /** With what the app chose. */
  static with(options: ScimHttpOptions): DynamicModule {
    return {
      module: ScimHttpModule,
      controllers: [UsersController, GroupsController, RootSearchController, BulkController, RolesController, MeController, DiscoveryController],
      providers: [
        { provide: RESOURCE_LISTS, useValue: options.lists },
        { provide: LOG, useValue: options.log },
        { provide: SECURITY, useValue: options.security },
        { provide: SCIM_BASE_URL, useValue: options.baseUrl },
        { provide: CURSOR_MAC, useValue: macOf(options.cursorKey) },
        { provide: RateLimit, useValue: new RateLimit(options.rate) },
        { provide: TokenGate, useValue: options.gate },
        { provide: NEIGHBOURS, useValue: options.neighbours },
        { provide: OFFERED_ROUTES, useValue: options.routes },
        Lists,
        UserRequests,
        GroupRequests,
        CompanyGuard,
        { provide: APP_FILTER, useClass: ScimErrorFilter },
      ],
    };
  }
}
