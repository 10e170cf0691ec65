import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CONSOLE_PATH } from '@luciq/access';
import { failure, logAnswer } from '@luciq/telemetry';
import type { Neighbour } from '@luciq/scim-http';
import { AccountHttpModule } from './account-http.module.ts';
import type { AccountHttpOptions } from './account-http.module.ts';
import { ConsoleFiles } from './console/console-files.ts';
import { causeOf, problemFrom, sendProblem } from './problem/problem.filter.ts';
import { isSafeMethod } from './auth/same-origin.ts';
import { SAML_PATH } from './saml/saml.controller.ts';
import { securityHeaders } from './console/security-headers.ts';
import { keptSecurity } from './security/kept-security.ts';
import { Refusals } from './security/refusals.ts';

/** What the account face works with. */
export interface AccountFaceOptions extends AccountHttpOptions {
  /** Folder with the built console. */
  readonly consoleFolder: string;
}

const OWN = new RegExp(`^(/|(${['/account', SAML_PATH, CONSOLE_PATH].join('|')})(/.*)?)$`);
const ACS = new RegExp(`^${SAML_PATH}/[^/]+/acs/?$`);
const PAGES = new RegExp(`^(/|${CONSOLE_PATH}(/.*)?)$`);

/** This machine, by the names that browsers have for it. */
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** The account API, the SAML service provider and the console, beside SCIM on the same server. */
export function accountFace(options: AccountFaceOptions): Neighbour {
  const { consoleFolder, publicUrl, log } = options;
  const security = keptSecurity(options.security, options.store);
  const refusals = new Refusals(security);
  const files = new ConsoleFiles(consoleFolder);
  if (!files.isBuilt) log.warn({}, 'the console is not built: its pages say so until npm run console:build has made them');
  return {
    modules: [AccountHttpModule.with(refusals, { ...options, security })],
    owns: (path) => OWN.test(path),
    takesForm: (path) => ACS.test(path),
    prepare: (fastify) => {
      fastify.addHook('onResponse', (request, reply, done) => {
        if (reply.statusCode < 400 && !isSafeMethod(request.method)) refusals.done(request);
        done();
      });
      serveConsole(fastify, { files, publicUrl });
    },
    onRequest: (request, reply) => {
      const isPage = PAGES.test(request.url.split('?', 1)[0] ?? '');
      void reply.headers({ ...securityHeaders(publicUrl(), { isPage }), ...(isPage ? {} : { 'cache-control': 'no-store' }) });
    },
    answer: (thrown, request, reply) => {
      const found = problemFrom(thrown);
      logAnswer(log, causeOf(found, thrown), { requestId: request.id, method: request.method, status: found.status, failure: failure(thrown) }, 'request failed');
      sendProblem(reply, found);
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
  return host !== own && LOOPBACK.test(host) && LOOPBACK.test(own) ? `${publicUrl}${request.url.replace(/^\/+/, '/')}` : null;
}

function serveConsole(fastify: FastifyInstance, { files, publicUrl }: { readonly files: ConsoleFiles; readonly publicUrl: () => string }): void {
  const page = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const elsewhere = otherName(request, publicUrl());
    if (elsewhere !== null) return reply.header('cache-control', 'no-store').redirect(elsewhere, 302);
    const { '*': path = '' } = request.params as { readonly '*'?: string };
    const { status, mediaType, cacheControl, body } = await files.at(path);
    return reply.status(status).header('content-type', mediaType).header('cache-control', cacheControl).send(body);
  };
  fastify.get('/', (_request, reply) => reply.header('cache-control', 'no-cache').redirect(`${CONSOLE_PATH}/`, 302));
  fastify.get(CONSOLE_PATH, page);
  fastify.get(`${CONSOLE_PATH}/*`, page);
}

