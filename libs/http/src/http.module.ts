import type { DynamicModule, ExecutionContext } from '@nestjs/common';
import { createParamDecorator, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { Log, SecurityLog } from '@luciq/telemetry';
import { AcknowledgedRows } from './acknowledged-rows.ts';
import { HttpApis } from './api.ts';
import { FailureFilter } from './failure.filter.ts';

/** Injection token of the Log that the app opened. */
export const LOG = Symbol('Log');
/** Injection token of the SecurityLog. */
export const SECURITY_LOG = Symbol('SecurityLog');
/** Injection token of a function that gives the address where clients reach the server, without a path and without a slash at the end. */
export const PUBLIC_URL = Symbol('PublicUrl');

/** Parameter: the id of the request, which is in its answer and in the records it leads to. */
export const RequestId = createParamDecorator(
  (_: unknown, context: ExecutionContext): string => context.switchToHttp().getRequest<FastifyRequest>().id,
);

/** What every API works with. */
export interface HttpOptions {
  readonly apis: HttpApis;
  readonly rows: AcknowledgedRows;
  readonly log: Log;
  readonly security: SecurityLog;
  readonly publicUrl: () => string;
}

/** What a request needs whatever it is about. Global. */
@Module({})
export class HttpModule {
  /** With what the app chose. */
  static with({ apis, rows, log, security, publicUrl }: HttpOptions): DynamicModule {
    const providers = [
      { provide: HttpApis, useValue: apis },
      { provide: AcknowledgedRows, useValue: rows },
      { provide: LOG, useValue: log },
      { provide: SECURITY_LOG, useValue: security },
      { provide: PUBLIC_URL, useValue: publicUrl },
    ];
    return {
      module: HttpModule,
      global: true,
      providers: [...providers, { provide: APP_FILTER, useClass: FailureFilter }],
      exports: providers,
    };
  }
}
