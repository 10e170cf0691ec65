import type { Position } from '@luciq/events';

/**
 * For each company the position of the last write answered to anyone, by any gateway. A list waits until its rows have
 * passed it, so that no client misses what it, or another one, was told is done. An engine that can't answer throws
 * GatewayStoreUnavailable.
 */
export interface AcknowledgedPositions {
  /** Notes a position before its write is answered. A position below the one known changes nothing. */
  acknowledge(companyId: string, position: Position): Promise<void>;
  /** The highest position noted for the company; LOG_START for none. */
  acknowledged(companyId: string): Promise<Position>;
}

/** The engine could not be reached or did not answer; a repeat may succeed and does no harm. */
export class GatewayStoreUnavailable extends Error {
  override readonly name = 'GatewayStoreUnavailable';
}
