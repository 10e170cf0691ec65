import { once } from 'node:events';
import { createServer } from 'node:net';
import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Log, SecurityLog } from '@luciq/telemetry';
import type { AcknowledgedRows } from './acknowledged-rows.ts';
import type { HttpApi } from './api.ts';
import { HttpApis } from './api.ts';
import { HttpModule } from './http.module.ts';
import type { OfferedRoute } from './offered-routes.ts';
import type { AnsweredRequest } from './server.ts';
import { httpServer } from './server.ts';

/** Which APIs the server has, where it listens, and whom it tells. */
export interface StartHttpOptions {
  /** The first that owns an address has it, the last one also those that nobody owns. `publicUrl` is where clients reach the server, known once it listens. */
  readonly apis: (publicUrl: () => string) => readonly HttpApi[];
  /** Modules that the APIs need beside them. */
  readonly imports: readonly DynamicModule[];
  readonly rows: AcknowledgedRows;
  readonly log: Log;
  readonly security: SecurityLog;
  readonly host: string;
  readonly port: number;
  /** Where clients reach the server, without a path; `port` is the one listened on. */
  readonly publicUrl: (port: number) => string;
  /** Proxies that are believed about whom they speak for: addresses and networks. */
  readonly trustedProxies?: readonly string[];
  /** False while engines have not been confirmed: requests are then to be repeated. Always open unless given. */
  readonly isOpen?: () => boolean;
  readonly onAnswered?: (answered: AnsweredRequest) => void;
  /** Done before the port opens, so that nothing is answered that would not be true a moment later; not where the port is taken. */
  readonly beforeListening?: (commands: CommandBus) => Promise<void>;
}

/** A listening server. */
export interface HttpServer {
  /** Where clients reach it, without a path. */
  readonly publicUrl: string;
  /** Where it listens, which may be another address. */
  readonly listening: string;
  readonly commands: CommandBus;
  /** Answers open requests and closes the port; engines stay open. */
  close(): Promise<void>;
}

@Module({})
class ServerModule {
  static with(imports: readonly DynamicModule[]): DynamicModule {
    return { module: ServerModule, imports: [...imports] };
  }
}

/** Listens. Throws what the system says of host and port. */
export async function startHttpServer(options: StartHttpOptions): Promise<HttpServer> {
  const {
    rows,
    log,
    security,
    host,
    port,
    publicUrl,
    trustedProxies = [],
    isOpen = () => true,
    onAnswered = () => undefined,
    beforeListening,
  } = options;
  const url = { current: publicUrl(port) };
  const routes: OfferedRoute[] = [];
  const apis = new HttpApis(
    options.apis(() => url.current),
    routes,
    log,
  );
  const app = await NestFactory.create<NestFastifyApplication>(
    ServerModule.with([
      HttpModule.with({ apis, rows, log, security, publicUrl: () => url.current }),
      ...options.imports,
      ...apis.all.map(({ module }) => module),
    ]),
    httpServer({ apis, routes, isOpen, onAnswered, trustedProxies }),
    { logger: false, bodyParser: false, abortOnError: false },
  );
  const commands = app.get(CommandBus, { strict: false });
  try {
    await app.init();
    if (beforeListening) {
      await requireFreePort(port, host);
      await beforeListening(commands);
    }
    await app.listen(port, host);
  } catch (error) {
    await app.close();
    throw error;
  }
  const address = app.getHttpServer().address();
  const listensOn = typeof address === 'object' && address ? address.port : port;
  url.current = publicUrl(listensOn);
  const listening = `http://${host.includes(':') ? `[${host}]` : host}:${listensOn}`;
  return { publicUrl: url.current, listening, commands, close: () => app.close() };
}

/** Throws what the system says where a server could not listen there: before something is done that only a running server makes known. */
async function requireFreePort(port: number, host: string): Promise<void> {
  const probe = createServer((socket) => socket.destroy());
  probe.listen(port, host);
  await once(probe, 'listening');
  probe.close();
  await once(probe, 'close');
}
