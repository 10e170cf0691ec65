import type { CommandBus } from '@nestjs/cqrs';
import type { Credentials } from '@luciq/access';
import { ConsoleRights, EventGate, TokenGate } from '@luciq/access';
import type { OperationsPort } from '@luciq/account-http';
import { accountApi, storedSecurityLog } from '@luciq/account-http';
import { eventFeedApi } from '@luciq/event-feed';
import type { EventStore } from '@luciq/event-store';
import type { AccountStore, AcknowledgedPositions, Snapshots } from '@luciq/gateway-store';
import { History } from '@luciq/history';
import type { HttpServer } from '@luciq/http';
import { AcknowledgedRows, startHttpServer } from '@luciq/http';
import { provisioning, ProvisioningModule } from '@luciq/provisioning';
import type { ReadModelQueries } from '@luciq/read-model';
import { ActivityRecorder, SCIM_PATH, scimApi } from '@luciq/scim-http';
import type { HttpSettings } from '@luciq/settings';
import { companyRate, publicUrl, trustedProxies } from '@luciq/settings';
import type { Log, Metrics } from '@luciq/telemetry';
import { securityLog } from '@luciq/telemetry';
import { memberIndex } from './member-index.ts';

/** The engines that an app chose; they stay its own, and open until it closes them. */
export interface GatewayEngines {
  readonly store: EventStore;
  /** Identity of the log, a UUID; null while it is empty. */
  readonly logId: () => Promise<string | null>;
  readonly acknowledgements: AcknowledgedPositions;
  readonly snapshots: Snapshots;
  readonly rows: ReadModelQueries;
  readonly account: AccountStore;
}

/** With what a gateway answers. */
export interface GatewayServerOptions {
  readonly engines: GatewayEngines;
  /** What operators see of the service and do to it. */
  readonly operations: OperationsPort;
  readonly settings: HttpSettings;
  /** Of operators and of Luciq's back end. */
  readonly credentials: Credentials;
  /** 32 bytes with which private keys of SAML are sealed; null where none is set. */
  readonly samlKey: Buffer | null;
  /** Requests a second that one company is answered by this process, unless set; 0 for no limit. */
  readonly usualRate: number;
  /** Authenticates cursors; the same in every gateway that answers for one address. */
  readonly cursorKey: string;
  /** Folder with the built console. */
  readonly consoleFolder: string;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'answered' | 'activityDropped' | 'security'> | null;
  /** False while engines have not been confirmed: SCIM is then answered 429, everything else 503. Always open unless given. */
  readonly isOpen?: () => boolean;
  /** Done before the port opens; not where the port is taken. */
  readonly beforeListening?: (commands: CommandBus) => Promise<void>;
}

/** A listening gateway. */
export interface GatewayServer extends HttpServer {
  readonly scimBaseUrl: string;
}

/** Listens with SCIM, the account API, the SAML service provider and the console on one port. Throws what the system says of host and port. */
export async function startGatewayServer(options: GatewayServerOptions): Promise<GatewayServer> {
  const {
    engines,
    operations,
    settings,
    credentials,
    samlKey,
    usualRate,
    cursorKey,
    consoleFolder,
    log,
    metrics,
    isOpen,
    beforeListening,
  } = options;
  const { store, acknowledgements, snapshots, account } = engines;
  const rows = new AcknowledgedRows(acknowledgements, engines.rows);
  const write = provisioning({ store, acknowledgements, snapshots, members: memberIndex(rows) });
  // Tokens and sessions end by the same rules.
  const rights = new ConsoleRights(store, write, async (companyId, userId) =>
    ((await engines.rows.groupsOfUsers(companyId, [userId])).get(userId) ?? []).map(({ id }) => id),
  );
  const gate = new TokenGate(store, write.companies, { rights });
  const security = storedSecurityLog(
    securityLog(log, (event, reason) => metrics?.security(event, reason)),
    account,
  );
  const recorder = new ActivityRecorder({ ...account, log, dropped: (entries) => metrics?.activityDropped(entries) });
  const server = await startHttpServer({
    apis: (url) => [
      accountApi({
        store: account,
        rights,
        history: new History({
          store,
          security: account.security,
          groupsEver: async (companyId, userId) => (await rows.caughtUp(companyId)).groupsEver(companyId, userId),
        }),
        operations,
        credentials,
        samlKey,
        scimUrl: () => `${url()}${SCIM_PATH}`,
        consoleFolder,
        publicUrl: url,
        log,
        security,
      }),
      eventFeedApi({
        store,
        logId: engines.logId,
        gate: new EventGate({ credentials: write.eventCredentials, others: credentials }),
        publicUrl: url,
      }),
      // The last one, so that a client with a wrong base URL is told so in a SCIM Error.
      scimApi({ publicUrl: url, cursorKey, gate, rate: companyRate(settings, usualRate), recorder }),
    ],
    imports: [ProvisioningModule.with(write)],
    rows,
    log,
    security,
    host: settings.HOST,
    port: settings.PORT,
    publicUrl: (port) => publicUrl(settings, port),
    trustedProxies: trustedProxies(settings),
    onAnswered: (answered) => metrics?.answered(answered),
    ...(isOpen ? { isOpen } : {}),
    ...(beforeListening ? { beforeListening } : {}),
  });
  return { ...server, scimBaseUrl: `${server.publicUrl}${SCIM_PATH}` };
}
