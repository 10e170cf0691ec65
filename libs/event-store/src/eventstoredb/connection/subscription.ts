import type { Position as AllPosition, RecordedEvent } from '@eventstore/db-client';

/** What a subscription reports. None of these may throw: the client would stop without a word. */
export interface Listener {
  readonly event: (event: RecordedEvent) => void;
  readonly checkpoint?: (position: AllPosition) => void;
  readonly caughtUp?: () => void;
  readonly failed: (error: unknown) => void;
}

/** A running subscription. */
export interface Subscription {
  pause(): void;
  resume(): void;
  stop(): void;
}
