import type { Position } from '@luciq/events';
import { EngineError } from '@luciq/service';

/**
 * For each company the position of the last write answered to anyone, by any gateway. A list waits until its rows have
 * passed it, so that no client misses what it, or another one, was told is done. An engine that can't answer throws
 * GatewayStoreUnavailable.
 */
export interface AcknowledgedPositions {
  /** Notes a position before its write is answered. A position below the one known changes nothing. */
  acknowledge(companyId: string, position: Position): Promise<void>;
  /**
   * The highest position acknowledged for the company. Null where none is: then it is not known what was answered, and rows must not
   * be taken for complete. LOG_START where the engine is certain that nothing was.
   */
  acknowledged(companyId: string): Promise<Position | null>;
}

/** The engine could not be reached or did not answer; a repeat may succeed and does no harm. */
export class GatewayStoreUnavailable extends EngineError {
  override readonly name = 'GatewayStoreUnavailable';
  override readonly engine = 'gateway-store';
  override readonly trouble = 'unavailable';
}
