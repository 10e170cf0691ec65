import type { AddressedEventStore } from '@luciq/event-store/by-address';
import { openEventStore } from '@luciq/event-store/by-address';
import type { EventRecord } from '@luciq/events';
import type { Leadership } from '@luciq/messaging';
import type { KafkaConnection } from '@luciq/messaging/kafka';
import {
  kafkaConnection,
  kafkaNames,
  kafkaOutOfReach,
  kafkaRelaySink,
  openTopics,
  relayLeadership,
  topicSettings,
} from '@luciq/messaging/kafka';
import type { FailurePolicy, Pump, Sink, Source } from '@luciq/pump';
import { logSource, startPump, Unrecoverable } from '@luciq/pump';
import type { RunningService } from '@luciq/service';
import { EngineError, engineSentence, isEngineAway, untilAvailable } from '@luciq/service';
import type { Log, PumpReading } from '@luciq/telemetry';
import { failure, openMetrics, startOperations } from '@luciq/telemetry';
import type { RelaySettings } from './settings.ts';

/** Records read at once while catching up; what is too large for one transaction is written in several. */
export const RELAY_BATCH_RECORDS = 2_000;

/** An engine that is away is waited for without end. */
const FAILURE: FailurePolicy = { initialDelayMs: 20, maxDelayMs: 5_000, attempts: 'unlimited', onExhausted: 'stop' };

/** Another relay was chosen. */
export class LeadershipLost extends Unrecoverable {
  override readonly name = 'LeadershipLost';
  constructor() {
    super(
      'Another relay has taken over, because this one was not heard of for a while. Nothing is lost or doubled; start it again.',
    );
  }
}

/** The event store refuses the relay; the message is a sentence. */
export class EventStoreRefuses extends Unrecoverable {
  override readonly name = 'EventStoreRefuses';
}

/** The running relay. `done` rejects where it cannot go on; `close` hands the leadership on. */
export interface Relay extends RunningService {
  /** Address of health and metrics. */
  readonly operations: string;
}

/** Starts the relay: health at once, and the work as soon as both engines answer and no other relay works. */
export async function startRelay({
  settings,
  log,
}: {
  readonly settings: RelaySettings;
  readonly log: Log;
}): Promise<Relay> {
  const { eventStore } = settings;
  const {
    LUCIQ_EVENT_STORE_URL: url,
    LUCIQ_CLAIM_KEY: claimKey,
    LUCIQ_EVENT_STORE_TIMEOUT_MS: timeoutMs,
    LUCIQ_EVENT_STORE_PREFIX: prefix,
  } = eventStore;
  const addressed = openEventStore({ url, claimKey, timeoutMs, prefix, readOnly: true });
  const { store } = addressed;
  const work = new RelayWork(settings, addressed, log);
  const metrics = openMetrics('relay');
  metrics.pump('relay', async () => new Map([['all', work.reading()]]));
  const operations = await startOperations({
    host: settings.operations.LUCIQ_OPERATIONS_HOST,
    port: settings.operations.LUCIQ_OPERATIONS_PORT,
    metrics,
    health: {
      engines: { eventStore: () => store.head(), kafka: async () => work.checkKafka() },
      pumps: { relay: () => work.state() },
      sentenceOf,
      log,
    },
  }).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const done = work.run();
  return {
    operations: operations.origin,
    done,
    close: async () => {
      operations.drain();
      work.stop();
      await done.catch(() => undefined);
      await store.close();
      await operations.close();
    },
  };
}

/** Why the event store or Kafka fails, and what to do; null where that is not known. */
function sentenceOf(thrown: unknown): string | null {
  const kafka = kafkaOutOfReach(thrown) ?? (thrown instanceof Error ? kafkaOutOfReach(thrown.cause) : null);
  return engineSentence(thrown) ?? kafka?.sentence ?? null;
}

/** The sentence as a field of a log line. */
function told(thrown: unknown): { readonly sentence?: string } {
  const sentence = sentenceOf(thrown);
  return sentence === null ? {} : { sentence };
}

/** Ends the pump where no repeat helps: the supervisor of the relay starts it again. */
function endIfUnusable(thrown: unknown): never {
  if (thrown instanceof EngineError && thrown.trouble === 'unusable')
    throw new EventStoreRefuses(thrown.message, { cause: thrown });
  throw thrown;
}

/** From the first question to the engines to the last batch. */
class RelayWork {
  private readonly settings: RelaySettings;
  private readonly connection: KafkaConnection;
  private readonly source: AddressedEventStore;
  private readonly log: Log;
  private readonly stopping = new AbortController();
  /** Why Kafka did not answer the last time; null once it has. */
  private kafkaAway: unknown = null;
  private leadership: Leadership | null = null;
  private pump: Pump | null = null;
  /** Time of the oldest record that was read and not written; null where there is none. */
  private oldest: string | null = null;

  /** Throws WrongSetting. */
  constructor(settings: RelaySettings, source: AddressedEventStore, log: Log) {
    this.settings = settings;
    this.connection = kafkaConnection(settings.kafka, 'luciq-relay');
    this.source = source;
    this.log = log;
  }

  /** For people: `standby` while another relay works. */
  state(): string {
    return this.pump?.state() ?? (this.leadership ? 'standby' : 'starting');
  }

  checkKafka(): void {
    if (!this.leadership?.connected())
      throw new Error('not a member of the group of relays', { cause: this.kafkaAway });
  }

  reading(): PumpReading {
    const state = this.pump?.state() ?? 'starting';
    const lagSeconds = this.oldest === null ? null : Math.max(0, (Date.now() - Date.parse(this.oldest)) / 1_000);
    // Positions have gaps: a log cannot tell how many records lie between two of them. Nothing is known before the pump is live.
    const isLive = state === 'live' && this.oldest === null;
    return {
      state,
      position: this.pump?.position() ?? 0n,
      lagRecords: isLive ? 0 : null,
      lagSeconds: isLive ? 0 : lagSeconds,
    };
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Resolves when stopped. */
  async run(): Promise<void> {
    const { signal } = this.stopping;
    try {
      await this.work();
    } catch (error) {
      if (error !== signal.reason) throw error;
    } finally {
      await this.leadership?.resign();
    }
  }

  private async work(): Promise<void> {
    const { signal } = this.stopping;
    const { kafka } = this.settings;
    const { store } = this.source;
    const names = kafkaNames(kafka.LUCIQ_KAFKA_PREFIX);
    const connection = this.connection;
    const away = (engine: string) => (error: unknown, attempt: number) => {
      if (engine === 'kafka') this.kafkaAway = error;
      this.log.warn(
        { attempt, reason: engine, ...told(error), failure: failure(error) },
        'an engine does not answer and is asked again',
      );
    };
    // Both at once: an event store that refuses the relay ends it while Kafka is away, too.
    const identified = untilAvailable(() => this.logId(), {
      isAway: isEngineAway,
      onAway: away('event-store'),
      signal,
    });
    const topics = untilAvailable(() => openTopics(connection, topicSettings(kafka)), {
      isAway: (error) => !(error instanceof Unrecoverable),
      onAway: away('kafka'),
      signal,
    });
    await Promise.race([topics, identified.then(() => topics)]);
    this.kafkaAway = null;
    const leadership = relayLeadership({ connection, names });
    this.leadership = leadership;
    const id = await identified;
    await Promise.race([leadership.won, aborted(signal)]);
    signal.throwIfAborted();
    this.log.info({}, 'this relay leads');
    const sink = kafkaRelaySink({
      connection,
      names,
      mayFence: () => leadership.leading(),
      publicUrl: this.settings.gateway.LUCIQ_PUBLIC_URL,
      log: { id, readStream: (stream, after) => store.readStream(stream, after) },
    });
    try {
      await this.pumpInto(sink, leadership);
    } finally {
      await sink.close();
    }
  }

  /** The embedded log is known by its first record: until there is one, there is nothing to relay either. */
  private async logId(): Promise<string> {
    const { signal } = this.stopping;
    const { store, logId } = this.source;
    for (;;) {
      const id = await logId();
      if (id !== null) return id;
      await store.waitForRecords(0n, signal);
      signal.throwIfAborted();
    }
  }

  private async pumpInto(sink: Sink<EventRecord>, leadership: Leadership): Promise<void> {
    const pump = startPump<EventRecord>({
      source: this.observed(logSource(this.source.store)),
      sink,
      batchItems: RELAY_BATCH_RECORDS,
      failure: FAILURE,
      onFailure: (error, attempt) =>
        this.log.error({ attempt, ...told(error), failure: failure(error) }, 'the relay failed and tries again'),
    });
    this.pump = pump;
    const lost = leadership.lost.then(() => Promise.reject(new LeadershipLost()));
    try {
      await Promise.race([pump.done, lost, aborted(this.stopping.signal)]);
    } finally {
      await pump.drain();
    }
  }

  private observed(source: Source<EventRecord>): Source<EventRecord> {
    return {
      read: async (request) => {
        const slice = await source.read(request).catch(endIfUnusable);
        this.oldest = slice.items[0]?.time ?? null;
        return slice;
      },
      wait: (after, signal) => source.wait(after, signal),
    };
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
