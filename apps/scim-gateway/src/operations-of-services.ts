import type { OperationsPort } from '@luciq/account-http';
import { backgroundRebuild, parkedOperations } from '@luciq/account-http';
import type { EventStore } from '@luciq/event-store';
import type { PostgresGatewayStore } from '@luciq/gateway-store/postgres';
import type { FailurePolicy } from '@luciq/pump';
import { logSource } from '@luciq/pump';
import { rebuild } from '@luciq/read-model';
import type { PostgresReadModel } from '@luciq/read-model/postgres';
import { postgresGenerations } from '@luciq/read-model/postgres';
import type { Log } from '@luciq/telemetry';
import { pumpsOfPeers } from './peers.ts';

/** As with `operator rebuild`: a company that cannot be folded is parked in the new rows. */
const REBUILD_FAILURE: FailurePolicy = {
  initialDelayMs: 50,
  maxDelayMs: 2_000,
  attempts: 10,
  onExhausted: 'stop',
  parkAfter: 3,
};
/** Connections of a rebuild, besides those of the gateway. */
const REBUILD_CONNECTIONS = 4;

/** What the gateway knows of the services. */
export interface Services {
  readonly store: EventStore;
  readonly logId: () => Promise<string | null>;
  readonly rows: PostgresReadModel;
  readonly shared: PostgresGatewayStore;
  readonly databaseUrl: string;
  readonly peers: readonly string[];
  readonly log: Log;
}

/** Operations where every role is a service of its own. */
export function operationsOfServices({
  store,
  logId,
  rows,
  shared,
  databaseUrl,
  peers,
  log,
}: Services): OperationsPort {
  const fold: Parameters<typeof backgroundRebuild>[0] = async (onProgress) => {
    const id = await logId();
    const generations = postgresGenerations({ url: databaseUrl, maxConnections: REBUILD_CONNECTIONS, logId: id });
    try {
      const outcome = await rebuild({
        generations,
        source: logSource(store),
        head: () => store.head(),
        logId: id,
        failure: REBUILD_FAILURE,
        onProgress,
      });
      if (outcome.kind === 'switched')
        await shared.settle({ logId, head: () => store.head() }, await rows.queries.companies());
      return outcome;
    } finally {
      await generations.close();
    }
  };
  return { pumps: () => pumpsOfPeers(peers), ...parkedOperations(rows.parked, store), ...backgroundRebuild(fold, log) };
}
