import type { PostgresGatewayStore } from '@luciq/gateway-store/postgres';
import { ForeignLog } from '@luciq/read-model';
import type { PostgresReadModel } from '@luciq/read-model/postgres';
import type { Availability } from '@luciq/service';
import { engineSentence, isEngineAway, untilAvailable } from '@luciq/service';
import { databaseSentence } from '@luciq/settings';
import type { Log } from '@luciq/telemetry';
import { failure } from '@luciq/telemetry';

/** True for a database that does not answer; one that cannot be used has a sentence of its own. */
const isDatabaseAway = (error: unknown): boolean => isEngineAway(error) && databaseSentence(error) === null;

interface EnginesToConfirm {
  readonly logId: () => Promise<string | null>;
  readonly shared: PostgresGatewayStore;
  readonly rows: PostgresReadModel;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** What has been confirmed so far, and why the others have not; written here. */
  readonly opened: Opened;
}

/** An engine has not answered since the start; the message is the sentence of why, or empty. */
class NotConfirmed extends Error {
  override readonly name = 'NotConfirmed';
}

/** The engines that the gateway waits for. */
export type Engine = 'eventStore' | 'gatewayStore' | 'readModel';

/** What has been confirmed of the engines, and why the others have not. */
export interface Opened {
  eventStore: boolean;
  gatewayStore: boolean;
  readModel: boolean;
  sameLog: boolean;
  readonly away: Map<Engine, string>;
}

/**
 * Asks the engines at once, each until it answers, so that `/health/ready` names those that are away and no other. Throws what does not pass: another
 * claim key, another log, a database that cannot be used.
 */
export async function confirmEngines({
  logId,
  shared,
  rows,
  log,
  signal: stopping,
  opened,
}: EnginesToConfirm): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([stopping, failed.signal]);
  const waiting = (engine: Engine, isAway: (error: unknown) => boolean): Availability => ({
    isAway,
    onAway: (error, attempt) => {
      const sentence = engineSentence(error);
      opened.away.set(engine, sentence ?? '');
      log.warn(
        { attempt, reason: engine, ...(sentence !== null && { sentence }), failure: failure(error) },
        'an engine does not answer and is asked again',
      );
    },
    signal,
  });
  const ownLog = async (): Promise<string | null> => {
    const own = await untilAvailable(logId, waiting('eventStore', isEngineAway));
    opened.eventStore = true;
    return own;
  };
  const ownTables = async (): Promise<void> => {
    await untilAvailable(() => shared.migrate(), waiting('gatewayStore', isDatabaseAway));
    opened.gatewayStore = true;
  };
  const logOfRows = async (): Promise<string | null> => {
    const made = await untilAvailable(() => rows.logId(), waiting('readModel', isDatabaseAway));
    opened.readModel = true;
    return made;
  };
  try {
    const [own, made] = await Promise.all([ownLog(), logOfRows(), ownTables()]);
    if (own !== null && made !== null && made !== own)
      throw new ForeignLog(`the rows are of log ${made}, and the event store is log ${own}`);
    opened.sameLog = true;
  } finally {
    failed.abort();
  }
}

/** Nothing is confirmed yet. */
export const nothingOpened = (): Opened => ({
  eventStore: false,
  gatewayStore: false,
  readModel: false,
  sameLog: false,
  away: new Map(),
});

/** The health checks of the engines: each fails with the reason until its engine has been confirmed, and asks it afterwards. */
export function engineChecks(
  opened: Opened,
  checks: Readonly<Record<Engine, () => Promise<unknown>>>,
): Readonly<Record<Engine, () => Promise<unknown>>> {
  const confirmed = (engine: Engine) => (): Promise<unknown> =>
    opened[engine] ? checks[engine]() : Promise.reject(new NotConfirmed(opened.away.get(engine) ?? ''));
  return {
    eventStore: confirmed('eventStore'),
    readModel: confirmed('readModel'),
    gatewayStore: confirmed('gatewayStore'),
  };
}

/** The sentence for an engine that fails its check, null where there is none. */
export const checkSentence = (thrown: unknown): string | null =>
  thrown instanceof NotConfirmed ? thrown.message || null : engineSentence(thrown);
