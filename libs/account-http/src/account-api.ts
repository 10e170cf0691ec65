import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CONSOLE_PATH } from '@luciq/access';
import type { HttpApi } from '@luciq/http';
import type { Log, SecurityLog } from '@luciq/telemetry';
import type { AccountHttpOptions } from './account-http.module.ts';
import { AccountHttpModule } from './account-http.module.ts';
import { isSafeMethod } from './auth/auth.guard.ts';
import { ConsoleFiles } from './console/console-files.ts';
import { securityHeaders } from './console/security-headers.ts';
import { problemAnswer, problemOfThrown } from './problem/problem-answer.ts';
import { SAML_PATH } from './saml/saml.controller.ts';
import { Refusals } from './security/refusals.ts';

/** What the account API is on a server with. */
export interface AccountApiOptions extends AccountHttpOptions {
  /** Folder with the built console. */
  readonly consoleFolder: string;
  /** Where browsers reach the server, without a slash at the end; it may be known only once the server listens. */
  readonly publicUrl: () => string;
  readonly log: Log;
  readonly security: SecurityLog;
}

const OWN = new RegExp(`^(/|(${['/account', SAML_PATH, CONSOLE_PATH].join('|')})(/.*)?)$`);
const ACS = new RegExp(`^${SAML_PATH}/[^/]+/acs/?$`);
const PAGES = new RegExp(`^(/|${CONSOLE_PATH}(/.*)?)$`);

/** This machine, by the names that browsers have for it. */
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** The account API, the SAML service provider and the console on a server. */
export function accountApi(options: AccountApiOptions): HttpApi {
  const { consoleFolder, publicUrl, log, security } = options;
  const refusals = new Refusals(security);
  const files = new ConsoleFiles(consoleFolder);
  if (!files.isBuilt) log.warn({}, 'the console is not built: its pages say so until npm run build has made them');
  return {
    module: AccountHttpModule.with(options),
    owns: (path) => OWN.test(path),
    headers: (path) => {
      const isPage = PAGES.test(path);
      return { ...securityHeaders(publicUrl(), { isPage }), ...(isPage ? {} : { 'cache-control': 'no-store' }) };
    },
    takesForm: (path) => ACS.test(path),
    addRoutes: (fastify) => serveConsole(fastify, { files, publicUrl }),
    answered: (request, reply) => {
      if (reply.statusCode < 400 && !isSafeMethod(request.method)) refusals.done(request);
    },
    failed: (thrown, request) => {
      const problem = problemOfThrown(thrown, request);
      return problemAnswer(request ? refusals.answer(request, problem) : problem);
    },
  };
}

/**
 * The same page under the name that sessions are for, where a browser came by another name of this machine: a cookie is of
 * one name only, and unsafe requests are let in from one origin only.
 */
function otherName(request: FastifyRequest, publicUrl: string): string | null {
  const { host = '' } = request.headers;
  const own = new URL(publicUrl).host;
  return host !== own && LOOPBACK.test(host) && LOOPBACK.test(own)
    ? `${publicUrl}${request.url.replace(/^\/+/, '/')}`
    : null;
}

function serveConsole(
  fastify: FastifyInstance,
  { files, publicUrl }: { readonly files: ConsoleFiles; readonly publicUrl: () => string },
): void {
  const page = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const elsewhere = otherName(request, publicUrl());
    if (elsewhere !== null) return reply.header('cache-control', 'no-store').redirect(elsewhere, 302);
    const { '*': path = '' } = request.params as { readonly '*'?: string };
    const { status, mediaType, cacheControl, coding, body } = await files.at(path, request.headers['accept-encoding']);
    if (coding !== null) reply.header('content-encoding', coding);
    return reply
      .status(status)
      .header('content-type', mediaType)
      .header('cache-control', cacheControl)
      .header('vary', 'accept-encoding')
      .send(body);
  };
  fastify.get('/', (_request, reply) => reply.header('cache-control', 'no-cache').redirect(`${CONSOLE_PATH}/`, 302));
  fastify.get(CONSOLE_PATH, page);
  fastify.get(`${CONSOLE_PATH}/*`, page);
}
