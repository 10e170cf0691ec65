import { Module } from '@nestjs/common';
import { SCHEMAS_PATH } from '@luciq/events';
import type { FailureAnswer, HttpApi, RequestFailure } from '@luciq/http';
import { ENGINE_RETRY_AFTER_SECONDS, failureOf, NOTHING_POLICY, transportSecurity } from '@luciq/http';
import { SchemasController } from './schemas.controller.ts';

@Module({ controllers: [SchemasController] })
class EventFeedModule {}

const OWN = /^\/events(\/.*)?$/;

/** What consumers of events are told by a gateway. `publicUrl`: where they reach it. */
export const eventFeedApi = (publicUrl: () => string): HttpApi => ({
  module: { module: EventFeedModule },
  owns: (path) => OWN.test(path),
  headers: () => ({
    'x-content-type-options': 'nosniff',
    'content-security-policy': NOTHING_POLICY,
    ...transportSecurity(publicUrl()),
  }),
  failed: (thrown, request) => answer(failureOf(thrown, request)),
});

/** A failure as a problem (RFC 9457). */
function answer(failure: RequestFailure): FailureAnswer {
  const problem = (
    status: number,
    detail: string,
    { headers = {}, cause = 'client' }: Partial<Pick<FailureAnswer, 'headers' | 'cause'>> = {},
  ): FailureAnswer => ({
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify({ type: `/problems/${failure.kind}`, status, detail, kind: failure.kind }),
    cause,
  });
  switch (failure.kind) {
    case 'unavailable':
    case 'rows-behind':
      return problem(503, 'Luciq cannot answer right now. Repeat the request after Retry-After.', {
        headers: { 'retry-after': String(ENGINE_RETRY_AFTER_SECONDS) },
        cause: failure.kind === 'unavailable' ? failure.cause : 'busy',
      });
    case 'no-route':
    case 'page-gone':
      return problem(404, `There is nothing at this address. ${SCHEMAS_PATH} lists the types of messages.`);
    case 'method-not-offered':
      return problem(405, 'This address is read only. Use GET.', { headers: { allow: failure.offered.join(', ') } });
    case 'method-unknown':
      return problem(501, 'This method is not known to Luciq. Use GET.');
    case 'too-large':
      return problem(413, 'The request is too large. Send no body.');
    case 'encoding-not-accepted':
    case 'encoding-broken':
    case 'media-type':
      return problem(415, 'No body is read here. Send none.');
    case 'head-too-large':
      return problem(failure.status, 'The address or the headers are too long. Send fewer.');
    case 'timeout':
      return problem(408, 'The request did not arrive whole in time. Send it again.');
    case 'unreadable':
      return problem(400, 'The request could not be read. Check its address and headers.');
    case 'fault':
      return problem(500, 'Luciq made a mistake here. Repeat the request; tell the people who run Luciq if it stays.', {
        cause: 'fault',
      });
  }
}
