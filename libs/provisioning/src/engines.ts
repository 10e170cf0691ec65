/** Injection token of the EventStore that the app chose. */
export const EVENT_STORE = Symbol('EventStore');
/** Injection token of the AcknowledgedPositions that the app chose. */
export const ACKNOWLEDGED_POSITIONS = Symbol('AcknowledgedPositions');
