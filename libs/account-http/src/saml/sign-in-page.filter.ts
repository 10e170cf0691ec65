import { Catch, Inject, Injectable } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONSOLE_PATH } from '@luciq/access';
import type { NameIdFormat } from '@luciq/access';
import { isCompanyId } from '@luciq/events';
import { failure, logAnswer } from '@luciq/telemetry';
import type { Log } from '@luciq/telemetry';
import { LOG } from '@luciq/http';
import { problemOfThrown } from '../problem/problem-answer.ts';
import type { SignInRefusal } from './saml-sign-in.ts';

/** The page that says why nobody was signed in. */
export function refusedPage(companyId: string, reason: SignInRefusal | 'unavailable' | 'fault', nameIdFormat?: NameIdFormat): string {
  const query = new URLSearchParams({ ...(isCompanyId(companyId) ? { company: companyId } : {}), refused: reason, ...(nameIdFormat === undefined ? {} : { format: nameIdFormat }) });
  return `${CONSOLE_PATH}/sign-in?${query.toString()}`;
}

/** A person on the way through a sign-in sees a page and never JSON, whatever is thrown. */
@Catch()
@Injectable()
export class SignInPageFilter implements ExceptionFilter {
  constructor(@Inject(LOG) private readonly log: Log) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { companyId = '' } = request.params as { readonly companyId?: string };
    const { kind, status, cause = 'client' } = problemOfThrown(thrown, request);
    logAnswer(this.log, cause, { requestId: request.id, method: request.method, status, failure: failure(thrown) }, 'sign-in failed');
    void http.getResponse<FastifyReply>().redirect(refusedPage(companyId, kind === 'unavailable' ? 'unavailable' : 'fault'), 303);
  }
}
