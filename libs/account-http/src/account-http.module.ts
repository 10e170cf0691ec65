import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ConsoleRights, TokenGate } from '@luciq/access';
import type { Credentials } from '@luciq/access';
import type { AccountStore } from '@luciq/gateway-store';
import type { ReadModelQueries } from '@luciq/read-model';
import type { Log, SecurityLog } from '@luciq/telemetry';
import { AccountUrls } from './company/account-urls.ts';
import { COMPANY_CONTROLLERS, COMPANY_PROVIDERS } from './company-routes.ts';
import { Administrators } from './auth/administrators.ts';
import { CallerGuard } from './auth/caller.guard.ts';
import { Callers } from './auth/callers.ts';
import { ACCOUNT_LOG, ACCOUNT_STORE, CREDENTIALS, OPERATIONS, PUBLIC_URL, ROWS, SAML_KEY, SECURITY } from './engines.ts';
import { OpenApiController } from './openapi.ts';
import type { OperationsPort } from './operations/operations-port.ts';
import { ProblemFilter } from './problem/problem.filter.ts';
import { Refusals } from './security/refusals.ts';
import { RequestPipe } from './validation/request.pipe.ts';
import { SamlEncryptionKeys } from './saml/encryption-keys.ts';
import { SamlController } from './saml/saml.controller.ts';
import { SamlSignIn } from './saml/saml-sign-in.ts';
import { SessionController } from './sessions/session.controller.ts';
import { BrowserSessions } from './sessions/browser-sessions.ts';
import { SignInPageFilter } from './saml/sign-in-page.filter.ts';

/** What the account API works with. */
export interface AccountHttpOptions {
  readonly store: AccountStore;
  readonly rows: ReadModelQueries;
  readonly gate: TokenGate;
  readonly rights: ConsoleRights;
  readonly operations: OperationsPort;
  readonly credentials: Credentials;
  /** 32 bytes with which private keys of SAML are sealed; null where none is set, and nothing can be encrypted for Luciq. */
  readonly samlKey: Buffer | null;
  /** Where browsers reach the server, without a slash at the end; it may be known only once the server listens. */
  readonly publicUrl: () => string;
  readonly log: Log;
  readonly security: SecurityLog;
}

/** The account API and the SAML service provider. Needs ProvisioningModule beside it. */
@Module({})
export class AccountHttpModule {
  /** With what the app chose. */
  static with(refusals: Refusals, { store, rows, gate, rights, operations, credentials, samlKey, publicUrl, log, security }: AccountHttpOptions): DynamicModule {
    return {
      module: AccountHttpModule,
      controllers: [SessionController, SamlController, OpenApiController, ...COMPANY_CONTROLLERS],
      providers: [
        { provide: ACCOUNT_STORE, useValue: store },
        { provide: ROWS, useValue: rows },
        { provide: TokenGate, useValue: gate },
        { provide: ConsoleRights, useValue: rights },
        { provide: OPERATIONS, useValue: operations },
        { provide: CREDENTIALS, useValue: credentials },
        { provide: SAML_KEY, useValue: samlKey },
        SamlEncryptionKeys,
        { provide: PUBLIC_URL, useValue: publicUrl },
        { provide: ACCOUNT_LOG, useValue: log },
        { provide: SECURITY, useValue: security },
        { provide: Refusals, useValue: refusals },
        AccountUrls,
        Administrators,
        BrowserSessions,
        Callers,
        SamlSignIn,
        CallerGuard,
        RequestPipe,
        ProblemFilter,
        SignInPageFilter,
        ...COMPANY_PROVIDERS,
      ],
    };
  }
}
