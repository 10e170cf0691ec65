import { setTimeout as delay } from 'node:timers/promises';
import type { EventRecord } from '@luciq/events';
import type { Leadership } from '@luciq/messaging';
import { kafkaConnection, kafkaNames, kafkaRelaySink, openTopics, relayLeadership, topicSettings } from '@luciq/messaging/kafka';
import { logSource, startPump, Unrecoverable } from '@luciq/pump';
import type { FailurePolicy, Pump, Sink, Source } from '@luciq/pump';
import { failure, openMetrics, startOperations } from '@luciq/telemetry';
import type { Log as Lines, OperationsServer, PumpReading } from '@luciq/telemetry';
import { openLog } from './log.ts';
import type { Log } from './log.ts';
import type { RelaySettings } from './settings.ts';

/** Records read at once while catching up; what is too large for one transaction is written in several. */
export const RELAY_BATCH_RECORDS = 2_000;
/** How long a stop may take, in milliseconds. What was not committed by then comes again with the next start. */
export const DRAIN_TIMEOUT_MS = 20_000;

/** An engine that is away is waited for without end. */
const FAILURE: FailurePolicy = { initialDelayMs: 20, maxDelayMs: 5_000, attempts: 'unlimited', onExhausted: 'stop' };
const START_RETRY_MS = 1_000;

/** Another relay was chosen. */
export class LeadershipLost extends Unrecoverable {
  override readonly name = 'LeadershipLost';
  constructor() {
    super('Another relay has taken over, because this one was not heard of for a while. Nothing is lost or doubled; start it again.');
  }
}

/** The running relay. */
export interface Relay {
  /** Address of health and metrics. */
  readonly origin: string;
  /** Resolves when stopped; rejects with the cause when it cannot go on. */
  readonly done: Promise<void>;
  /** Finishes the batch in hand, hands the leadership on and lets go of the engines. */
  stop(): Promise<void>;
}

/** Starts the relay: health at once, and the work as soon as both engines answer and no other relay works. */
export async function startRelay(settings: RelaySettings, lines: Lines): Promise<Relay> {
  const log = await openLog(settings.eventStore);
  const work = new RelayWork(settings, log, lines);
  const metrics = openMetrics('relay');
  metrics.pump('relay', async () => new Map([['all', work.reading()]]));
  let operations: OperationsServer;
  try {
    const { LUCIQ_OPERATIONS_HOST: host, LUCIQ_OPERATIONS_PORT: port } = settings.operations;
    const engines = { 'event-store': () => log.store.head(), kafka: async () => work.kafkaAnswers() };
    operations = await startOperations({ host, port, metrics, health: { engines, pumps: { relay: () => work.state() } } });
  } catch (error) {
    await log.store.close();
    throw error;
  }
  const ran = work.run().finally(async () => {
    operations.drain();
    await log.store.close();
    await operations.close();
  });
  return { origin: operations.origin, done: ran, stop: () => work.stop() };
}

class RelayWork {
  readonly #settings: RelaySettings;
  readonly #log: Log;
  readonly #lines: Lines;
  readonly #stopping = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  #leadership: Leadership | null = null;
  #pump: Pump | null = null;
  /** Time of the oldest record that was read and not written, null where there is none. */
  #oldest: string | null = null;

  constructor(settings: RelaySettings, log: Log, lines: Lines) {
    this.#settings = settings;
    this.#log = log;
    this.#lines = lines;
  }

  state(): string {
    return this.#pump?.state() ?? (this.#leadership ? 'standby' : 'starting');
  }

  kafkaAnswers(): void {
    if (!this.#leadership?.connected()) throw new Error('not a member of the relays\' group');
  }

  reading(): PumpReading {
    const live = this.#oldest === null;
    const lagSeconds = live ? 0 : Math.max(0, (Date.now() - Date.parse(this.#oldest ?? '')) / 1_000);
    // Positions have holes, so that a log cannot tell how many records lie between two of them.
    return { state: this.#pump?.state() ?? 'starting', position: this.#pump?.position() ?? 0n, lagRecords: live ? 0 : null, lagSeconds };
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended.promise;
  }

  async run(): Promise<void> {
    const { signal } = this.#stopping;
    try {
      const { kafka } = this.#settings;
      const connection = kafkaConnection(kafka, 'luciq-relay');
      await this.#answered('kafka', () => openTopics(connection, topicSettings(kafka)));
      const names = kafkaNames(kafka.LUCIQ_KAFKA_PREFIX);
      const leadership = relayLeadership({ connection, names });
      this.#leadership = leadership;
      const id = await this.#answered('event-store', () => this.#log.id(signal));
      await Promise.race([leadership.won, aborted(signal)]);
      if (signal.aborted || id === undefined || id === null) return;
      this.#lines.info({}, 'this relay leads');
      const { store } = this.#log;
      const sink = kafkaRelaySink({ connection, names, mayFence: () => leadership.leading(), log: { id, readStream: (stream, after) => store.readStream(stream, after) } });
      try {
        await this.#pumpInto(sink, leadership);
      } finally {
        await sink.close();
      }
    } finally {
      await this.#leadership?.resign();
      this.#ended.resolve();
    }
  }

  async #pumpInto(sink: Sink<EventRecord>, leadership: Leadership): Promise<void> {
    const pump = startPump<EventRecord>({
      source: this.#observed(logSource(this.#log.store)),
      sink,
      batchItems: RELAY_BATCH_RECORDS,
      failure: FAILURE,
      onFailure: (error, attempt) => this.#lines.error({ attempt, failure: failure(error) }, 'the relay failed and tries again'),
    });
    this.#pump = pump;
    const lost = leadership.lost.then(() => Promise.reject(new LeadershipLost()));
    const stopped = aborted(this.#stopping.signal);
    try {
      await Promise.race([pump.done, lost, stopped]);
    } finally {
      await pump.drain();
    }
  }

  #observed(source: Source<EventRecord>): Source<EventRecord> {
    return {
      read: async (request) => {
        const slice = await source.read(request);
        this.#oldest = slice.items[0]?.time ?? null;
        return slice;
      },
      wait: (after, signal) => source.wait(after, signal),
    };
  }

  /** Asks an engine until it answers; undefined when stopped before. */
  async #answered<T>(engine: string, ask: () => Promise<T>): Promise<T | undefined> {
    const { signal } = this.#stopping;
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        return await ask();
      } catch (error) {
        if (error instanceof Unrecoverable) throw error;
        this.#lines.error({ attempt, reason: engine, failure: failure(error) }, 'an engine does not answer and is asked again');
        await delay(START_RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
    return undefined;
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
