import type { AppendOutcome, EventStore } from './port.ts';
import { EventStoreUnavailable } from './port.ts';

/** What became of an append, for those who count. */
export type AppendResult = AppendOutcome['kind'] | 'unavailable';

/** The same event store, which tells of every append what became of it and how many seconds it took. */
export function meteredEventStore(
  store: EventStore,
  onAppend: (result: AppendResult, seconds: number) => void,
): EventStore {
  return {
    append: async (request) => {
      const startedAt = performance.now();
      const tell = (result: AppendResult): void => onAppend(result, (performance.now() - startedAt) / 1_000);
      try {
        const outcome = await store.append(request);
        tell(outcome.kind);
        return outcome;
      } catch (error) {
        if (error instanceof EventStoreUnavailable) tell('unavailable');
        throw error;
      }
    },
    readStream: (stream, after) => store.readStream(stream, after),
    readLog: (query) => store.readLog(query),
    idAt: (position) => store.idAt(position),
    claimOwner: (claim) => store.claimOwner(claim),
    head: (companyId) => store.head(companyId),
    waitForRecords: (after, signal) => store.waitForRecords(after, signal),
    close: () => store.close(),
  };
}
