import type { EventStore } from '@luciq/event-store';
import type { AcknowledgedPositions } from '../port.ts';

export * from './account-store.ts';
export { GATEWAY_BUSY_MS, GATEWAY_FILE } from './gateway-file.ts';
export * from './snapshots.ts';
export { GatewayFileOfNewerBuild } from './sqlite-file.ts';

/**
 * Acknowledged positions where gateways and log share one file: the company's head in the log stands for them. A write is
 * answered only after its commit, and from its commit on every read of the file sees it, so that the head is never below
 * an answered position. It may be above, by a write whose answer is on its way: a list then waits for that one too.
 * `acknowledge` has nothing to add. Throws EventStoreUnavailable.
 */
export const acknowledgedFromLog = (log: Pick<EventStore, 'head'>): AcknowledgedPositions => ({
  acknowledge: async () => {},
  acknowledged: (companyId) => log.head(companyId),
});
