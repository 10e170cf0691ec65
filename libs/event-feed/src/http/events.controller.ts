import { hash } from 'node:crypto';
import type { OnModuleDestroy } from '@nestjs/common';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EventReader } from '@luciq/access';
import { EventGate } from '@luciq/access';
import { EVENTS_PATH } from '@luciq/events';
import { LOG, SECURITY_LOG } from '@luciq/http';
import type { Log, SecurityLog } from '@luciq/telemetry';
import { failure } from '@luciq/telemetry';
import { BEGINNING } from '../reading/cursor.ts';
import type { Place } from '../reading/feed-log.ts';
import { FeedLog } from '../reading/feed-log.ts';
import type { Page } from '../reading/page.ts';
import { readPage } from '../reading/page.ts';
import { batchOf } from './batch.ts';
import { eventStream } from './event-stream.ts';
import type { EventsRequest } from './events-request.ts';
import { eventsRequest, NOW } from './events-request.ts';
import type { OpenRequest } from './open-requests.ts';
import { OpenRequests } from './open-requests.ts';
import { refuse } from './refusals.ts';

const BATCH = 'application/cloudevents-batch+json';
/** A full page never changes; with personal data in it, it is kept by the client alone. */
const KEPT = 'private, max-age=31536000, immutable';
/** The first page is another one after the log was replaced. */
const KEPT_AND_ASKED = 'private, no-cache';

/** The feed: every published event, in the order of the log, as pages, by long poll and as a stream. */
@Controller(EVENTS_PATH)
export class EventsController implements OnModuleDestroy {
  constructor(
    @Inject(EventGate) private readonly gate: EventGate,
    @Inject(FeedLog) private readonly log: FeedLog,
    @Inject(OpenRequests) private readonly open: OpenRequests,
    @Inject(LOG) private readonly lines: Log,
    @Inject(SECURITY_LOG) private readonly security: SecurityLog,
  ) {}

  @Get()
  async read(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const reader = await this.admitted(request);
    // At once, so that a revocation that comes next finds it.
    const open = this.open.begin(reader) ?? refuse({ kind: 'too-many-open' });
    reply.raw.once('close', () => {
      open.end('gone');
      open.close();
    });
    const asked = eventsRequest(request, reader);
    const after = await this.placeOf(asked.after);
    if (asked.isStream) this.stream(reply, { asked, after, open });
    else await this.page(request, reply, { asked, after, open });
  }

  /** Ends what is open, before the server waits for it. */
  async onModuleDestroy(): Promise<void> {
    this.open.drain();
    await this.log.close();
  }

  private async admitted(request: FastifyRequest): Promise<EventReader> {
    const admission = await this.gate.admit(request.headers.authorization);
    if (admission.kind === 'admitted') return admission.reader;
    const { reason } = admission;
    this.security.note(request, { event: reason === 'no-scope' ? 'access-refused' : 'credential-refused', reason });
    return refuse({ kind: 'credential', reason });
  }

  private async placeOf(after: string): Promise<Place> {
    if (after === NOW) return this.log.end();
    const found = await this.log.find(after);
    if (found.kind === 'place') return found.place;
    return refuse({ kind: found.kind === 'malformed' ? 'malformed-cursor' : found.kind });
  }

  private stream(reply: FastifyReply, { asked, after, open }: Asked): void {
    void reply.headers({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // Kept alive after its end, it would hold up a server that stops.
      connection: 'close',
      // Proxies that gather answers would hold events back.
      'x-accel-buffering': 'no',
    });
    const failed = (error: unknown): void =>
      void this.lines.warn({ failure: failure(error) }, 'a stream of events ended because the log could not be read');
    const { log } = this;
    void reply.send(eventStream({ log, after, filter: asked.filter, signal: open.signal, failed }));
  }

  private async page(request: FastifyRequest, reply: FastifyReply, { asked, after, open }: Asked): Promise<void> {
    const page = await this.waitedFor(asked, after, open.signal);
    // The credential may have ended meanwhile.
    if (asked.waitMs > 0) await this.admitted(request);
    const body = batchOf(page.events);
    const etag = page.isFull ? `"${hash('sha256', body, 'base64url').slice(0, 27)}"` : null;
    void reply.headers({
      'stream-next-offset': page.next.cursor,
      link: `<${EVENTS_PATH}?${nextQuery(request, page.next)}>; rel="next"`,
      vary: 'Authorization, Accept',
      ...(page.isAtEnd ? { 'stream-up-to-date': 'true' } : {}),
      ...(open.ending() === 'drain' ? { connection: 'close' } : {}),
      ...(etag !== null
        ? { etag, 'cache-control': asked.after === BEGINNING ? KEPT_AND_ASKED : KEPT }
        : { 'cache-control': 'no-store' }),
    });
    const known = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    if (etag !== null && known.includes(etag)) await reply.status(304).send();
    else await reply.header('content-type', BATCH).send(body);
  }

  /** The page, once there is an event on it, the log has to be looked through further, or the time is over. */
  private async waitedFor(asked: EventsRequest, after: Place, signal: AbortSignal): Promise<Page> {
    const { limit, filter, waitMs } = asked;
    const until = performance.now() + waitMs;
    for (let from = after; ;) {
      const page = await readPage(this.log, { after: from, limit, filter });
      const left = until - performance.now();
      if (page.events.length > 0 || !page.isAtEnd || left <= 0 || signal.aborted) return page;
      from = page.next;
      await this.log.wait(from.position, left, signal);
    }
  }
}

interface Asked {
  readonly asked: EventsRequest;
  readonly after: Place;
  readonly open: OpenRequest;
}

/** The query of the request with the next cursor in place of its own. */
function nextQuery(request: FastifyRequest, { cursor }: Place): string {
  const query = new URLSearchParams(request.url.split('?', 2)[1] ?? '');
  query.set('after', cursor);
  return query.toString();
}
