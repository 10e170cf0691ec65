import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpApis } from './api.ts';

/** The one place where anything thrown becomes an answer: an API's own exceptions, Nest's and Fastify's alike. */
@Catch()
export class FailureFilter implements ExceptionFilter {
  constructor(@Inject(HttpApis) private readonly apis: HttpApis) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.apis.fail(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}
