import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConsoleRights, TokenGate } from '@luciq/access';
import type { EventStore } from '@luciq/event-store';
import type { AcknowledgedPositions, Snapshots } from '@luciq/gateway-store';
import { ProvisioningModule } from '@luciq/provisioning';
import { securityLog } from '@luciq/telemetry';
import type { Log, SecurityEvent, SecurityLog } from '@luciq/telemetry';
import { ActivityRecorder, type ActivityPorts } from './activity/activity.ts';
import { SCIM_PATH } from './endpoints.ts';
import type { ResourceLists } from './engines.ts';
import { requireFreePort } from './free-port.ts';
import { memberIndex } from './groups/member-index.ts';
import type { Neighbour } from './neighbour.ts';
import type { Rate } from './auth/rate-limit.ts';
import { ScimHttpModule } from './scim-http.module.ts';
import { scimServer } from './server.ts';
import type { AnsweredRequest } from './server.ts';
import type { OfferedRoute } from './unknown-method.ts';

/** The engines that an app chose, where to listen, and whom to tell. */
export interface ScimFaceOptions {
  readonly store: EventStore;
  readonly acknowledgements: AcknowledgedPositions;
  readonly snapshots: Snapshots;
  readonly lists: ResourceLists;
  readonly log: Log;
  readonly host: string;
  readonly port: number;
  /** Where clients reach the server, without a path; `port` is the one listened on. */
  readonly publicUrl: (port: number) => string;
  /** Authenticates cursors; the same in every gateway that answers for one address. */
  readonly cursorKey: string;
  /** How much each company may ask of this process; null for no limit. */
  readonly rate: Rate | null;
  readonly onAnswered?: (answered: AnsweredRequest) => void;
  /** Who else answers on the same server. */
  readonly neighbours?: (given: GivenToNeighbours) => readonly Neighbour[];
  /** Where what was asked is kept; nothing is kept without it. */
  readonly activity?: ActivityPorts;
  /** Told of entries of the activity that could not be kept. */
  readonly onActivityLeftOut?: (entries: number) => void;
  /** Done before the port opens, so that nothing is answered that would not be true a moment later; not where the port is taken. */
  readonly beforeListening?: (commands: CommandBus) => Promise<void>;
  /** False while engines have not been confirmed: requests are then answered 429, those of neighbours 503. Always open unless given. */
  readonly isOpen?: () => boolean;
  /** Proxies that are believed about whom they speak for: addresses and networks. */
  readonly trustedProxies?: readonly string[];
  /** Told of each security event and its reason. */
  readonly onSecurityEvent?: (event: SecurityEvent, reason: string) => void;
}

/** What neighbours have in common with the SCIM face. */
export interface GivenToNeighbours {
  /** Where clients reach the server, without a path; known once it listens. */
  readonly publicUrl: () => string;
  /** So that what one of them does to a company is known to SCIM in the same process at once. */
  readonly gate: TokenGate;
  /** What members may do in the console: tokens and sessions end by the same rules. */
  readonly rights: ConsoleRights;
  /** Where security events of the whole server go. */
  readonly security: SecurityLog;
}

/** A listening SCIM face. */
export interface ScimFace {
  /** Where clients reach the server, without a path. */
  readonly publicUrl: string;
  /** Where it listens, which may be another address. */
  readonly listening: string;
  readonly scimBaseUrl: string;
  readonly commands: CommandBus;
  /** Answers what has been asked, closes the port and writes the activity; the engines stay open. */
  close(): Promise<void>;
}

@Module({})
class ScimFaceModule {
  static with(imports: readonly DynamicModule[]): DynamicModule {
    return { module: ScimFaceModule, imports: [...imports] };
  }
}

/** Listens for SCIM requests, on whatever engines the app chose. Throws what the system says of host and port. */
export async function startScimFace(options: ScimFaceOptions): Promise<ScimFace> {
  const { store, acknowledgements, snapshots, lists, log, host, port, publicUrl, cursorKey, rate, onAnswered, activity, onActivityLeftOut, isOpen, trustedProxies = [] } = options;
  const security = securityLog(log, options.onSecurityEvent);
  const recorder = activity ? new ActivityRecorder({ ...activity, log, leftOut: onActivityLeftOut ?? (() => undefined) }) : null;
  const url = { current: publicUrl(port) };
  const routes: OfferedRoute[] = [];
  const rights = new ConsoleRights(store, async (companyId, userId) => ((await lists.groupsOfUsers(companyId, [userId])).get(userId) ?? []).map(({ id }) => id));
  const gate = new TokenGate(store, { rights });
  const neighbours = options.neighbours?.({ publicUrl: () => url.current, gate, rights, security }) ?? [];
  const app = await NestFactory.create<NestFastifyApplication>(
    ScimFaceModule.with([
      ProvisioningModule.with({ store, acknowledgements, snapshots, members: memberIndex(lists, acknowledgements) }),
      ScimHttpModule.with({ lists, log, baseUrl: () => `${url.current}${SCIM_PATH}`, cursorKey, rate, gate, neighbours, routes, security }),
      ...neighbours.flatMap(({ modules }) => modules),
    ]),
    scimServer({ onAnswered, recorder, neighbours, routes, publicUrl: () => url.current, trustedProxies, ...(isOpen ? { isOpen } : {}) }),
    { logger: false, bodyParser: false, abortOnError: false },
  );
  const commands = app.get(CommandBus, { strict: false });
  try {
    await app.init();
    if (options.beforeListening) {
      await requireFreePort(port, host);
      await options.beforeListening(commands);
    }
    await app.listen(port, host);
  } catch (error) {
    await app.close();
    throw error;
  }
  const close = async (): Promise<void> => {
    await app.close();
    await recorder?.drain();
  };
  const address = app.getHttpServer().address();
  const listensOn = typeof address === 'object' && address ? address.port : port;
  url.current = publicUrl(listensOn);
  const listening = `http://${host.includes(':') ? `[${host}]` : host}:${listensOn}`;
  return { publicUrl: url.current, listening, scimBaseUrl: `${url.current}${SCIM_PATH}`, commands, close };
}
