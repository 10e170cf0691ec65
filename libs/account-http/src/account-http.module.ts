import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import type { Credentials } from '@luciq/access';
import { ConsoleRights } from '@luciq/access';
import type { AccountStore } from '@luciq/gateway-store';
import type { History } from '@luciq/history';
import { Administrators } from './auth/administrators.ts';
import { AuthGuard } from './auth/auth.guard.ts';
import { Authentication } from './auth/authentication.ts';
import { AccountUrls } from './company/account-urls.ts';
import { CompanyCommands } from './company/company-commands.ts';
import { CompanyRegistration } from './company/company-registration.ts';
import { CompanyViews } from './company/company-views.ts';
import { DESCRIBED_CONTROLLERS } from './controllers.ts';
import { Mappings } from './groups/mappings.ts';
import { ACCOUNT_STORE, CREDENTIALS, HISTORY, OPERATIONS, SAML_KEY, SCIM_URL } from './injection-tokens.ts';
import { MemberTimeline } from './members/member-timeline.ts';
import { Renames } from './members/renames.ts';
import { OpenApiController } from './openapi.ts';
import type { OperationsPort } from './operations/operations-port.ts';
import { SamlEncryptionKeys } from './saml/encryption-keys.ts';
import { SamlController, SignInPageFilter } from './saml/saml.controller.ts';
import { SamlSignIn } from './saml/saml-sign-in.ts';
import { SignInViews } from './security/sign-in-views.ts';
import { BrowserSessions } from './sessions/browser-sessions.ts';
import { OpenSessions } from './sessions/open-sessions.ts';
import { RequestPipe } from './validation/request.pipe.ts';

/** What the account API works with. */
export interface AccountHttpOptions {
  readonly store: AccountStore;
  readonly rights: ConsoleRights;
  readonly history: History;
  readonly operations: OperationsPort;
  readonly credentials: Credentials;
  /** 32 bytes with which private keys of SAML are sealed; null where none is set, and nothing can be encrypted for Luciq. */
  readonly samlKey: Buffer | null;
  /** The SCIM base URL, which identity providers are told; it may be known only once the server listens. */
  readonly scimUrl: () => string;
}

/** The account API and the SAML service provider. Needs ProvisioningModule and HttpModule beside it. */
@Module({})
export class AccountHttpModule {
  /** With what the app chose. */
  static with({
    store,
    rights,
    history,
    operations,
    credentials,
    samlKey,
    scimUrl,
  }: AccountHttpOptions): DynamicModule {
    return {
      module: AccountHttpModule,
      controllers: [SamlController, OpenApiController, ...DESCRIBED_CONTROLLERS],
      providers: [
        { provide: ACCOUNT_STORE, useValue: store },
        { provide: ConsoleRights, useValue: rights },
        { provide: HISTORY, useValue: history },
        { provide: OPERATIONS, useValue: operations },
        { provide: CREDENTIALS, useValue: credentials },
        { provide: SAML_KEY, useValue: samlKey },
        { provide: SCIM_URL, useValue: scimUrl },
        AccountUrls,
        Administrators,
        BrowserSessions,
        AuthGuard,
        Authentication,
        CompanyCommands,
        CompanyRegistration,
        CompanyViews,
        Mappings,
        MemberTimeline,
        OpenSessions,
        Renames,
        RequestPipe,
        SamlEncryptionKeys,
        SamlSignIn,
        SignInPageFilter,
        SignInViews,
      ],
    };
  }
}
