/** Injection token of the EventStore that the app chose. */
export const EVENT_STORE = Symbol('EventStore');
/** Injection token of the AcknowledgedPositions that the app chose. */
export const ACKNOWLEDGED_POSITIONS = Symbol('AcknowledgedPositions');
/** Injection token of the Snapshots that the app chose. */
export const SNAPSHOTS = Symbol('Snapshots');
/** Injection token of the MemberIndex that the app chose. */
export const MEMBER_INDEX = Symbol('MemberIndex');
