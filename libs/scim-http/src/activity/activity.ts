import type { OnApplicationShutdown } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import { v7 as uuidV7, validate as isUuid } from 'uuid';
import type { Activity, ActivityEntry, RefusedTokens, TokenUse } from '@luciq/gateway-store';
import type { Log } from '@luciq/telemetry';
import { failure } from '@luciq/telemetry';
import type { AdmittedRequest, ScimClient } from '../auth/company.guard.ts';
import { actionOf, resourceTypeOf } from './action.ts';
import { ActivityBuffer } from './activity-buffer.ts';
import { RefusalCounts } from './refusal-counts.ts';

/** What waits is written so long after it came, in milliseconds. */
export const ACTIVITY_FLUSH_MS = 500;
/** So many entries that wait are written at once, without waiting for the time. */
export const ACTIVITY_BATCH = 500;
/** Most entries that wait to be written; how many were dropped is a metric. */
export const ACTIVITY_BUFFER = 2_000;
/** The use of a token is recorded once in this time, in milliseconds. */
export const TOKEN_USE_EVERY_MS = 60_000;
/** Tokens whose last use is remembered for that. */
export const MAX_TRACKED_TOKENS = 10_000;
/** Characters of a user agent that are kept. */
export const MAX_CLIENT_LENGTH = 200;
/** Characters of a refusal's sentence that are kept. */
export const MAX_DETAIL_LENGTH = 500;

/** Where the activity goes. */
export interface ActivityPorts {
  readonly activity: Activity;
  readonly tokenUse: TokenUse;
  readonly refusedTokens: RefusedTokens;
}

/** What a recorder works with. */
export interface RecorderOptions extends ActivityPorts {
  readonly log: Log;
  /** Told of entries that could not be kept. */
  readonly dropped: (entries: number) => void;
}

// A letter that a database does not take would keep a whole batch from being written.
const CONTROLS = /\p{Cc}/gu;
/** A client that sends an address for an id gets it back in the sentence; it does not belong here. */
const ADDRESSES = /\S+@\S+/g;

const userAgentOf = (userAgent: string | undefined): string | null =>
  userAgent?.replace(CONTROLS, '').slice(0, MAX_CLIENT_LENGTH) ?? null;

const detailOf = (detail: string | null): string | null =>
  detail?.replace(CONTROLS, '').replace(ADDRESSES, '…').slice(0, MAX_DETAIL_LENGTH) ?? null;

/** The id that an address names, if it is one: anything else may be a name. */
function namedId(params: unknown): string | null {
  const { id } = (params ?? {}) as { readonly id?: unknown };
  return typeof id === 'string' && isUuid(id) ? id : null;
}

/**
 * Keeps the requests of identity providers with their outcomes. No answer waits for it or fails with it: entries are written
 * later, some at a time, and are lost if the process is killed or the engine is away for long.
 */
export class ActivityRecorder implements OnApplicationShutdown {
  private readonly buffer: ActivityBuffer;
  private readonly usedAt = new LRUCache<string, number>({ max: MAX_TRACKED_TOKENS });
  private readonly refusals = new RefusalCounts();
  private uses = new Map<string, string>();
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> | null = null;
  private isFailing = false;

  constructor(private readonly options: RecorderOptions) {
    this.buffer = new ActivityBuffer(ACTIVITY_BUFFER, options.dropped);
  }

  /** A request was answered. Nothing is kept where its company is not known; one that was refused for a token of a company is counted. */
  answered(request: AdmittedRequest, reply: FastifyReply): void {
    const { client, refusedToken } = request;
    if (refusedToken) {
      this.refusals.refused(refusedToken, Date.now());
      this.schedule();
    }
    if (!client) return;
    const durationMs = reply.elapsedTime;
    const now = Date.now();
    const time = new Date(now - durationMs).toISOString();
    this.buffer.add(this.entry(request, client, { status: reply.statusCode, durationMs, time }));
    this.noteUse(client.tokenId, now, time);
    if (this.buffer.size >= ACTIVITY_BATCH && !this.isFailing && !this.writing) void this.write();
    else this.schedule();
  }

  /** Writes what waits, with one try; what cannot be written is lost and counted. */
  async onApplicationShutdown(): Promise<void> {
    await this.writing;
    await this.write();
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const lost = this.buffer.take().length;
    if (lost > 0) this.options.dropped(lost);
  }

  private entry(
    request: AdmittedRequest,
    client: ScimClient,
    answer: Pick<ActivityEntry, 'status' | 'durationMs' | 'time'>,
  ): ActivityEntry {
    const { companyId, tokenId, activity } = client;
    const { method, query, params } = request;
    const route = request.routeOptions.url ?? '';
    const resourceType = resourceTypeOf(route);
    return {
      id: uuidV7(),
      companyId,
      time: answer.time,
      tokenId,
      action: actionOf({ method, route, query, status: activity.status }),
      resourceType,
      resourceId: resourceType === null ? null : (activity.madeId ?? namedId(params)),
      status: answer.status,
      scimType: activity.scimType,
      detail: detailOf(activity.detail),
      durationMs: Math.round(answer.durationMs * 10) / 10,
      requestId: request.id,
      client: userAgentOf(request.headers['user-agent']),
    };
  }

  private noteUse(tokenId: string, now: number, time: string): void {
    const before = this.usedAt.get(tokenId);
    if (before !== undefined && now - before < TOKEN_USE_EVERY_MS) return;
    this.usedAt.set(tokenId, now);
    this.uses.set(tokenId, time);
  }

  private schedule(): void {
    if (this.timer || this.writing) return;
    this.timer = setTimeout(() => void this.write(), ACTIVITY_FLUSH_MS);
    this.timer.unref();
  }

  /** Never rejects. */
  private async write(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.writing ??= this.writeOnce();
    await this.writing;
    this.writing = null;
    if (this.buffer.size > 0 || this.uses.size > 0 || this.refusals.size > 0) this.schedule();
  }

  private async writeOnce(): Promise<void> {
    const { activity, tokenUse, refusedTokens, log } = this.options;
    const [entries, uses, refusals] = [this.buffer.take(), this.uses, this.refusals.take()];
    this.uses = new Map();
    try {
      await activity.add(entries);
    } catch (error) {
      this.buffer.putBack(entries);
      this.uses = new Map([...uses, ...this.uses]);
      this.refusals.putBack(refusals);
      if (!this.isFailing) log.warn({ failure: failure(error) }, 'activity cannot be written and waits');
      this.isFailing = true;
      return;
    }
    // Left out at worst: the next request a minute later notes it again.
    await tokenUse.used(uses).catch(() => undefined);
    await refusedTokens.add(refusals).catch(() => this.refusals.putBack(refusals));
    if (this.isFailing) log.info({}, 'activity is written again');
    this.isFailing = false;
  }
}
