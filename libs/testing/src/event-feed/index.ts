import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Credentials } from '@luciq/access';
import { newToken, parseToken, tokenState } from '@luciq/access';
import type { CommandContext } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import { openEventStoreDb } from '@luciq/event-store/eventstoredb';
import { openSqliteEventStore, sqliteLogId } from '@luciq/event-store/sqlite';
import type { DomainEvent, EventRecord } from '@luciq/events';
import { companyStream, isPublished, LOG_START, NO_COMPANY, plain, userStream } from '@luciq/events';
import type { GatewayServer } from '@luciq/gateway';
import { startTestGateway } from '@luciq/gateway/test-gateway';
import { NO_SNAPSHOTS } from '@luciq/gateway-store';
import { acknowledgedFromLog, openSqliteGatewayStore } from '@luciq/gateway-store/embedded';
import { ChangeEventCredentials, commandContext, provisioning } from '@luciq/provisioning';
import { openReadModel } from '@luciq/read-model/sqlite';
import { eventStoreEngine, freshPrefix } from '@luciq/test-engines/eventstoredb';

const DAY_MS = 86_400_000;

/** A log, and how another process opens it. */
export interface FeedEngine {
  readonly name: string;
  /** An empty log. */
  open(folder: string): FeedEngineLog;
}

export interface FeedEngineLog {
  another(): EventStore;
  logId(store: EventStore): Promise<string | null>;
}

/** The engines that the feed runs on; call `stop` at the end. */
export async function feedEngines(): Promise<{ readonly engines: readonly FeedEngine[]; stop(): Promise<void> }> {
  const engine = await eventStoreEngine();
  const embedded: FeedEngine = {
    name: 'the embedded engine',
    open: (folder) => ({
      another: () => openSqliteEventStore({ file: join(folder, 'log.sqlite') }),
      logId: sqliteLogId,
    }),
  };
  const services: FeedEngine = {
    name: engine.name,
    open: () => {
      const options = {
        connectionString: engine.connectionString,
        claimKey: 'the key under which claims are named',
        prefix: freshPrefix(),
      };
      return {
        another: () => openEventStoreDb(options),
        logId: async () => {
          const store = openEventStoreDb(options);
          try {
            return await store.logId();
          } finally {
            await store.close();
          }
        },
      };
    },
  };
  return { engines: [embedded, services], stop: () => engine.stop() };
}

/** A gateway that stands on a log of its own. */
export interface Feed {
  readonly store: EventStore;
  readonly log: FeedEngineLog;
  readonly gateway: GatewayServer;
  readonly folder: string;
  /** Asks for events; `path` is what follows `/events/v1`. */
  get(path: string, credential: string | null, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** A new credential; of all companies for null. */
  credential(companies?: readonly string[] | null, expiresAt?: string): Promise<string>;
  revoke(credential: string): Promise<void>;
  /** Appends an event to a new stream of a company. */
  append(companyId: string, event?: DomainEvent): Promise<EventRecord>;
  /** The published records of the log, in order. */
  published(): Promise<readonly EventRecord[]>;
  close(): Promise<void>;
}

/** An event of a user of its own. */
export const provisioned = (userId = randomUUID()): DomainEvent => ({
  type: 'UserProvisioned',
  data: { userId, origin: 'scim' },
  personal: plain({ userName: `${userId}@acme.example` }),
});

/** An event that stays in the log. */
export const internal: DomainEvent = { type: 'TokenRevoked', data: { tokenId: 'token-1' } };

export interface FeedOptions {
  /** A log that is there; an empty one unless given. */
  readonly log?: FeedEngineLog;
  /** Of the account API. */
  readonly credentials?: Credentials;
  /** What the gateway has in place of the store. */
  readonly watch?: (store: EventStore) => EventStore;
}

/** Starts a gateway on an empty log, or on one that is there. */
export async function startFeed(
  engine: FeedEngine,
  { log, credentials, watch = (store) => store }: FeedOptions = {},
): Promise<Feed> {
  const folder = mkdtempSync(join(tmpdir(), 'feed-'));
  const place = log ?? engine.open(folder);
  const store = place.another();
  const opened = await openReadModel({ folder: join(folder, 'rows') });
  if (opened.kind !== 'ready') throw new Error('fresh rows are of another build');
  const account = openSqliteGatewayStore(join(folder, 'gateway.sqlite'));
  const gateway = await startTestGateway(
    {
      store: watch(store),
      logId: () => place.logId(store),
      acknowledgements: acknowledgedFromLog(store),
      snapshots: NO_SNAPSHOTS,
      rows: opened.readModel.queries,
      account,
    },
    credentials ? { credentials } : {},
  );
  return {
    store,
    log: place,
    gateway,
    folder,
    get: (path, credential, headers = {}) =>
      fetch(`${gateway.publicUrl}/events/v1${path}`, {
        headers: { ...headers, ...(credential === null ? {} : { authorization: `Bearer ${credential}` }) },
      }),
    ...credentialsOn(store),
    append: (companyId, event) => appendTo(store, companyId, event),
    published: () => publishedIn(store),
    close: async () => {
      await gateway.close();
      opened.readModel.close();
      account.close();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Credentials as the operator's command issues them. */
export function credentialsOn(store: EventStore): Pick<Feed, 'credential' | 'revoke'> {
  const { changeEventCredentials } = provisioning({ store, acknowledgements: acknowledgedFromLog(store) });
  const context = (now = new Date().toISOString()): CommandContext => ({
    ...commandContext({ companyId: NO_COMPANY, actor: { kind: 'operator', id: 'spec' } }),
    now,
  });
  return {
    credential: async (companies = null, expiresAt = new Date(Date.now() + DAY_MS).toISOString()) => {
      const token = newToken();
      const parts = parseToken(token);
      if (!parts) throw new TypeError('a new token has not the form of one');
      const { digest } = tokenState(parts, expiresAt);
      // One that is over was issued while its end was still to come.
      const now = new Date(Math.min(Date.now(), Date.parse(expiresAt) - 1)).toISOString();
      const outcome = await changeEventCredentials.execute(
        new ChangeEventCredentials({
          type: 'IssueEventCredential',
          context: context(now),
          credentialId: parts.id,
          credential: { name: 'spec', digest, companies, expiresAt },
        }),
      );
      if (outcome.kind === 'refused') throw new Error(outcome.refusal.kind);
      return token;
    },
    revoke: async (credential) => {
      const credentialId = parseToken(credential)?.id ?? '';
      await changeEventCredentials.execute(
        new ChangeEventCredentials({ type: 'RevokeEventCredential', context: context(), credentialId }),
      );
    },
  };
}

/** Appends an event to a new stream of a company. */
export async function appendTo(
  store: EventStore,
  companyId: string,
  event: DomainEvent = provisioned(),
): Promise<EventRecord> {
  const outcome = await store.append({
    stream: event === internal ? companyStream(companyId) : userStream(companyId, randomUUID()),
    expected: 'any',
    events: [{ id: randomUUID(), event }],
    time: new Date().toISOString(),
    cause: { commandId: randomUUID(), requestId: randomUUID(), actor: { kind: 'idp', id: 't1' }, tokenId: 't1' },
  });
  if (outcome.kind !== 'appended' || !outcome.records[0]) throw new Error(outcome.kind);
  return outcome.records[0];
}

async function publishedIn(store: EventStore): Promise<readonly EventRecord[]> {
  const all: EventRecord[] = [];
  for (let after = LOG_START; ;) {
    const { records, through } = await store.readLog({ after, limit: 1_000 });
    all.push(...records.filter(({ event }) => isPublished(event.type)));
    if (through <= after) return all;
    after = through;
  }
}

/** An event of the feed, as far as specs look at it. */
export interface FeedEvent {
  readonly id: string;
  readonly type: string;
  readonly company: string;
  readonly sequence: string;
}

/** Follows a feed page by page to its end. */
export async function readAll(
  feed: Feed,
  credential: string,
  { query = '', after = 'beginning' }: { readonly query?: string; readonly after?: string } = {},
): Promise<{ readonly events: readonly FeedEvent[]; readonly cursor: string }> {
  const events: FeedEvent[] = [];
  for (let cursor = after; ;) {
    const answer = await feed.get(`?after=${cursor}${query}`, credential);
    if (answer.status !== 200) throw new Error(await answer.text());
    events.push(...((await answer.json()) as FeedEvent[]));
    cursor = answer.headers.get('stream-next-offset') ?? '';
    if (answer.headers.get('stream-up-to-date') === 'true') return { events, cursor };
  }
}

/** Asks again until it is so, for half a minute at most. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const until = Date.now() + 30_000;
  while (!(await isSo())) {
    if (Date.now() > until) throw new Error('it did not become so within 30 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A stream of Server-Sent Events, as a client has it. */
export interface OpenStream {
  readonly response: Response;
  /** The next event and the cursor behind it; null at the end. An id without an event has `event` null. */
  next(): Promise<{ readonly cursor: string; readonly event: FeedEvent | null } | null>;
  /** Hangs up. */
  end(): void;
}

/** Opens a stream behind a cursor. */
export async function openStream(
  feed: Pick<Feed, 'gateway'>,
  credential: string,
  { query = '', lastEventId }: { readonly query?: string; readonly lastEventId?: string } = {},
): Promise<OpenStream> {
  const hangUp = new AbortController();
  const response = await fetch(`${feed.gateway.publicUrl}/events/v1${query}`, {
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${credential}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: hangUp.signal,
  });
  const blocks = blocksOf(response);
  return {
    response,
    next: async () => {
      for (;;) {
        const { value, done } = await blocks.next();
        if (done) return null;
        const cursor = /^id: (.*)$/m.exec(value)?.[1];
        if (cursor === undefined) continue;
        const data = /^data: (.*)$/m.exec(value)?.[1];
        return { cursor, event: data === undefined ? null : (JSON.parse(data) as FeedEvent) };
      }
    },
    end: () => hangUp.abort(),
  };
}

async function* blocksOf({ body }: Response): AsyncGenerator<string, undefined> {
  let text = '';
  for await (const part of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    yield* blocks;
  }
}
