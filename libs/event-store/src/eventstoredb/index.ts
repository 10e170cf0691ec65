import { MIN_CLAIM_KEY_LENGTH } from '@luciq/settings';
import { EventStoreDbUnusable } from './connection/failures.ts';
import type { EventStoreDb, EventStoreDbOptions } from './store.ts';
import { EventStoreDbStore, LEAST_TIMEOUT_MS, LONGEST_TIMEOUT_MS } from './store.ts';

export { EventStoreDbUnusable } from './connection/failures.ts';
export { prepareEventStoreDb } from './prepare.ts';
export type { Preparation, Prepared } from './prepare.ts';
export { DEFAULT_APPEND_TIMEOUT_MS, DEFAULT_READ_TIMEOUT_MS, LEAST_TIMEOUT_MS, LONGEST_TIMEOUT_MS } from './store.ts';
export type { EventStoreDb, EventStoreDbOptions } from './store.ts';
export { APPEND_CHUNK_BYTES, MAX_EVENT_BYTES, UnreadableRecord } from './stored.ts';

/**
 * Opens the event store on an EventStoreDB or KurrentDB. It does not connect yet: call `logId()` at the start.
 * Throws EventStoreDbUnusable, a sentence for the operator, for settings that can't be used.
 */
export function openEventStoreDb(options: EventStoreDbOptions): EventStoreDb {
  if (options.claimKey.length < MIN_CLAIM_KEY_LENGTH) {
    throw new EventStoreDbUnusable(`The claim key must have at least ${MIN_CLAIM_KEY_LENGTH} characters.`);
  }
  for (const ms of [options.appendTimeoutMs, options.readTimeoutMs]) {
    if (ms !== undefined && !(ms >= LEAST_TIMEOUT_MS && ms <= LONGEST_TIMEOUT_MS)) {
      throw new EventStoreDbUnusable(
        `A timeout of the event store must be from ${LEAST_TIMEOUT_MS} to ${LONGEST_TIMEOUT_MS} ms.`,
      );
    }
  }
  return new EventStoreDbStore(options);
}
