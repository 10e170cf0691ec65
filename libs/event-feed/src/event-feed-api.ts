import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { EventGate } from '@luciq/access';
import { EVENTS_PATH, SCHEMAS_PATH, UnknownEvent } from '@luciq/events';
import type { FailureAnswer, HttpApi, RequestFailure } from '@luciq/http';
import { ENGINE_RETRY_AFTER_SECONDS, failureOf, NOTHING_POLICY, transportSecurity } from '@luciq/http';
import { EventsController } from './http/events.controller.ts';
import { OpenRequests } from './http/open-requests.ts';
import { refusalAnswer, RefusedByFeed } from './http/refusals.ts';
import { SchemasController } from './http/schemas.controller.ts';
import type { FeedStore } from './reading/feed-log.ts';
import { FeedLog } from './reading/feed-log.ts';

/** What the feed reads, and who may read it. */
export interface EventFeedOptions {
  readonly store: FeedStore;
  /** Identity of the log, a UUID; null while it is empty. */
  readonly logId: () => Promise<string | null>;
  readonly gate: EventGate;
  /** Where clients reach the gateway. */
  readonly publicUrl: () => string;
}

@Module({})
class EventFeedModule {
  static with({ store, logId, gate, publicUrl }: EventFeedOptions): DynamicModule {
    const open = new OpenRequests(() => gate.good());
    const log = new FeedLog({ store, logId, publicUrl, credentialsChanged: () => open.recheck() });
    return {
      module: EventFeedModule,
      controllers: [SchemasController, EventsController],
      providers: [
        { provide: EventGate, useValue: gate },
        { provide: OpenRequests, useValue: open },
        { provide: FeedLog, useValue: log },
      ],
    };
  }
}

const OWN = /^\/events(\/.*)?$/;

/** What a gateway tells the services that follow events: the events themselves, and the schemas of them. */
export const eventFeedApi = (options: EventFeedOptions): HttpApi => ({
  module: EventFeedModule.with(options),
  owns: (path) => OWN.test(path),
  headers: () => ({
    'x-content-type-options': 'nosniff',
    'content-security-policy': NOTHING_POLICY,
    ...transportSecurity(options.publicUrl()),
  }),
  failed: (thrown, request) => {
    if (thrown instanceof RefusedByFeed) return refusalAnswer(thrown.refusal);
    return thrown instanceof UnknownEvent ? NEWER_BUILD : answer(failureOf(thrown, request));
  },
});

/** The next record was written by a build that knows more. */
const NEWER_BUILD: FailureAnswer = {
  status: 503,
  headers: {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'retry-after': String(ENGINE_RETRY_AFTER_SECONDS),
  },
  body: JSON.stringify({
    type: '/problems/newer-event',
    status: 503,
    detail:
      'The next event was written by a newer build of Luciq than this one. Repeat the request after Retry-After; ask the operator to update every gateway if it stays.',
    kind: 'newer-event',
  }),
  cause: 'engine',
};

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
      return problem(
        404,
        `There is nothing at this address. ${EVENTS_PATH} has the events, ${SCHEMAS_PATH} the types of messages.`,
      );
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
