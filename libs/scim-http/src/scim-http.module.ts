import { createHmac } from 'node:crypto';
import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { TokenGate } from '@luciq/access';
import type { FailureAnswer, HttpApi } from '@luciq/http';
import { NOTHING_POLICY, transportSecurity } from '@luciq/http';
import type { Mac } from '@luciq/scim';
import { errorBody } from '@luciq/scim';
import { ActivityRecorder } from './activity/activity.ts';
import type { AdmittedRequest } from './auth/company.guard.ts';
import { CompanyGuard } from './auth/company.guard.ts';
import type { Rate } from './auth/rate-limit.ts';
import { RateLimit } from './auth/rate-limit.ts';
import { BulkController } from './bulk/bulk.controller.ts';
import { DiscoveryController, MeController } from './discovery/discovery.controller.ts';
import { RolesController } from './discovery/roles.controller.ts';
import { scimErrorOf } from './error/scim-failure.ts';
import { GroupRequests } from './groups/group-requests.ts';
import { GroupsController } from './groups/groups.controller.ts';
import { CURSOR_MAC, SCIM_BASE_URL } from './injection-tokens.ts';
import { MAX_BULK_BODY_BYTES, MAX_GROUP_BODY_BYTES } from './limits.ts';
import { Lists } from './resources/lists.ts';
import { RootSearchController } from './resources/root-search.controller.ts';
import { SCIM_PATH } from './scim-path.ts';
import { UserRequests } from './users/user-requests.ts';
import { UsersController } from './users/users.controller.ts';

/** What SCIM works with. */
export interface ScimHttpOptions {
  /** Where clients reach the server, without a path; it may be known only once the server listens. */
  readonly publicUrl: () => string;
  /** Authenticates cursors; the same in every gateway. */
  readonly cursorKey: string;
  readonly gate: TokenGate;
  /** Of each company in this process; null for no limit. */
  readonly rate: Rate | null;
  /** Keeps requests with their outcomes; nothing is kept without one. */
  readonly recorder: ActivityRecorder | null;
}

const macOf =
  (key: string): Mac =>
  (text) =>
    createHmac('sha256', key).update(text).digest('base64url');

/** The SCIM endpoints: the first and the last step of the line. Needs ProvisioningModule and HttpModule beside it. */
@Module({})
export class ScimHttpModule {
  /** With what the app chose. */
  static with({ publicUrl, cursorKey, gate, rate, recorder }: ScimHttpOptions): DynamicModule {
    return {
      module: ScimHttpModule,
      controllers: [
        UsersController,
        GroupsController,
        RootSearchController,
        BulkController,
        RolesController,
        MeController,
        DiscoveryController,
      ],
      providers: [
        { provide: SCIM_BASE_URL, useValue: () => `${publicUrl()}${SCIM_PATH}` },
        { provide: CURSOR_MAC, useValue: macOf(cursorKey) },
        { provide: RateLimit, useValue: new RateLimit(rate) },
        { provide: TokenGate, useValue: gate },
        // Nest tells it when the server is closed, so that it writes what still waits.
        { provide: ActivityRecorder, useValue: recorder },
        Lists,
        UserRequests,
        GroupRequests,
        CompanyGuard,
      ],
    };
  }
}

/** Media type of every answer, without parameters (RFC 7644 section 8.1). */
const SCIM_MEDIA_TYPE = 'application/scim+json';

/** Personal data stays in no cache and in no frame, and no browser guesses what it is. */
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': NOTHING_POLICY,
  'content-type': SCIM_MEDIA_TYPE,
} as const;
const HEADERS_OVER_TLS = { ...HEADERS, ...transportSecurity('https:') } as const;

/** Routes whose bodies may be larger than others. */
const LARGE_BODIES = [
  { path: new RegExp(`^${SCIM_PATH}/Groups(/:id)?$`), bytes: MAX_GROUP_BODY_BYTES },
  { path: new RegExp(`^${SCIM_PATH}/Bulk$`), bytes: MAX_BULK_BODY_BYTES },
] as const;

/** SCIM on a server. As the last API it also tells clients with a wrong base URL where SCIM is. */
export function scimApi(options: ScimHttpOptions): HttpApi {
  const { publicUrl, recorder } = options;
  const isBelow = (path: string): boolean => path === SCIM_PATH || path.startsWith(`${SCIM_PATH}/`);
  return {
    module: ScimHttpModule.with(options),
    owns: isBelow,
    sendsText: true,
    headers: () => (publicUrl().startsWith('https:') ? HEADERS_OVER_TLS : HEADERS),
    bodyLimit: (pattern) => LARGE_BODIES.find(({ path }) => path.test(pattern))?.bytes,
    answered: (request, reply) => recorder?.answered(request, reply),
    failed,
  };
}

/** Any failure as a SCIM Error (RFC 7644 section 3.12); its sentence also goes to the activity. */
function failed(thrown: unknown, request: AdmittedRequest | null): FailureAnswer {
  const error = scimErrorOf(thrown, request?.id ?? '', request);
  const { status, headers = {}, scimType = null, detail, cause = 'client' } = error;
  if (request?.client) Object.assign(request.client.activity, { scimType, detail });
  return {
    status,
    headers: { ...headers, 'content-type': SCIM_MEDIA_TYPE },
    body: JSON.stringify(errorBody(error)),
    cause,
  };
}
