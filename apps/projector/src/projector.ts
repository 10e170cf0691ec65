import type { PartitionItem, Partitions } from '@luciq/messaging';
import { kafkaConnection, kafkaNames, kafkaOutOfReach, kafkaPartitions, lookAtBrokers } from '@luciq/messaging/kafka';
import type { FailurePolicy, Sink } from '@luciq/pump';
import { RecordLag } from '@luciq/pump';
import { GenerationOfOtherBuild } from '@luciq/read-model';
import type { PostgresReadModel } from '@luciq/read-model/postgres';
import { NoTrigrams, openPostgresReadModel, WrongEncoding } from '@luciq/read-model/postgres';
import type { RunningService } from '@luciq/service';
import { engineSentence, untilAvailable } from '@luciq/service';
import { databaseAwaySentence, databaseSentence } from '@luciq/settings';
import type { Log, PumpReading } from '@luciq/telemetry';
import { failure, openMetrics, startOperations } from '@luciq/telemetry';
import type { ProjectorSettings } from './settings.ts';

/** An engine that is away is waited for without end; a company whose message is refused so often is parked. */
export const PROJECTOR_FAILURE: FailurePolicy = {
  initialDelayMs: 20,
  maxDelayMs: 5_000,
  attempts: 'unlimited',
  onExhausted: 'stop',
  parkAfter: 5,
};

/** Stands for the company of a message that does not even tell its company. */
export const NO_COMPANY = '?';

/** The running projector. */
export interface Projector extends RunningService {
  /** Address of health and metrics. */
  readonly operations: string;
}

/** True where the database answers, but cannot be used before an operator acts. */
const isLasting = (error: unknown): boolean =>
  error instanceof GenerationOfOtherBuild || error instanceof WrongEncoding || error instanceof NoTrigrams;

/** Starts the projector: health at once, and as soon as the database can be used it takes its share of the partitions and writes what they bring into the rows. */
export async function startProjector({
  settings,
  log,
  signal,
}: {
  readonly settings: ProjectorSettings;
  readonly log: Log;
  readonly signal: AbortSignal;
}): Promise<Projector> {
  const { kafka, database } = settings;
  const connection = kafkaConnection(kafka, 'luciq-projector');
  const metrics = openMetrics('projector');
  const rows = openPostgresReadModel({
    url: database.LUCIQ_DATABASE_URL,
    maxConnections: database.LUCIQ_DATABASE_POOL,
    statementTimeoutMs: database.LUCIQ_DATABASE_TIMEOUT_MS,
  });
  const names = kafkaNames(kafka.LUCIQ_KAFKA_PREFIX);
  const lags = new Lags();
  let partitions: Partitions | null = null;
  metrics.pump('projector', () => Promise.resolve(lags.readings(partitions)));
  metrics.parked(async () => (await rows.parked.list()).length);
  const operations = await startOperations({
    host: settings.operations.LUCIQ_OPERATIONS_HOST,
    port: settings.operations.LUCIQ_OPERATIONS_PORT,
    metrics,
    health: {
      engines: {
        kafka: () =>
          partitions?.connected() ? Promise.resolve() : Promise.reject(new Error('not a member of the group')),
        readModel: () => rows.ping(),
      },
      pumps: { projector: () => stateOf(partitions) },
      sentenceOf,
      log,
    },
  }).catch(async (error: unknown) => {
    await rows.close();
    throw error;
  });
  await untilAvailable(() => rows.generation(), {
    isAway: (error) => !isLasting(error) && databaseSentence(error) === null,
    onAway: (error, attempt) =>
      log.warn(
        { attempt, reason: 'read-model', ...told(error), failure: failure(error) },
        'an engine does not answer and is asked again',
      ),
    signal,
  })
    .then(() => lookAtBrokers(connection))
    .catch(async (error: unknown) => {
      await rows.close();
      await operations.close();
      throw error;
    });
  const running = kafkaPartitions({
    connection,
    topic: names.messages,
    groupId: names.projectorGroup,
    sinkFor: (partition) => lags.observed(partition, rows),
    failure: PROJECTOR_FAILURE,
    onFailure: (error, attempt, partition) =>
      log.error(
        { attempt, partition, ...told(error), failure: failure(error) },
        'a partition failed and is tried again',
      ),
  });
  partitions = running;
  return {
    operations: operations.origin,
    done: running.done,
    close: async () => {
      operations.drain();
      await running.drain();
      await rows.close();
      await operations.close();
    },
  };
}

/** Why Kafka or the database fails, and what to do; null where that is not known. */
const sentenceOf = (thrown: unknown): string | null =>
  kafkaOutOfReach(thrown)?.sentence ??
  engineSentence(thrown) ??
  databaseSentence(thrown) ??
  databaseAwaySentence(thrown);

/** The sentence as a field of a log line. */
function told(thrown: unknown): { readonly sentence?: string } {
  const sentence = sentenceOf(thrown);
  return sentence === null ? {} : { sentence };
}

/** The state of the partition that is furthest from live; `standby` where other projectors have them all. */
function stateOf(partitions: Partitions | null): string {
  const states = new Set(partitions?.readings().map(({ state }) => state));
  return (
    (['stopped', 'draining', 'starting', 'catching-up', 'live'] as const).find((state) => states.has(state)) ??
    'standby'
  );
}

/** How far behind each partition is, in seconds as well. */
class Lags {
  private readonly lags = new Map<number, RecordLag>();

  /** The sink of a partition, which notes the newest record that was written. */
  observed(partition: number, rows: PostgresReadModel): Sink<PartitionItem> {
    const sink = rows.partitionSink(partition);
    const lag = new RecordLag();
    this.lags.set(partition, lag);
    return {
      checkpoint: () => sink.checkpoint(),
      write: async (items, through) => {
        await sink.write(
          items.map(({ position, message }) => ({
            position,
            message: message.kind === 'record' ? message : { ...message, key: message.key ?? NO_COMPANY },
          })),
          through,
        );
        const newest = items.at(-1)?.message;
        if (newest?.kind === 'record') lag.written(newest.record.time);
      },
      ...(sink.park === undefined
        ? {}
        : { park: (refused, attempts) => sink.park?.(refused, attempts) ?? Promise.resolve() }),
    };
  }

  readings(partitions: Partitions | null): ReadonlyMap<string, PumpReading> {
    // While Kafka does not answer, nobody knows what there would be to read.
    const isKnown = partitions?.connected() ?? false;
    return new Map(
      partitions?.readings().map(({ partition, state, position, lag }) => {
        const lagSeconds = this.lags.get(partition)?.seconds({ state: () => state }, Date.now()) ?? null;
        return [
          String(partition),
          { state, position, lagRecords: isKnown ? lag : null, lagSeconds: isKnown ? lagSeconds : null },
        ];
      }),
    );
  }
}
