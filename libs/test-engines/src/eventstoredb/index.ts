export type { DoubleUser } from './access.ts';
export { EventStoreDbDouble } from './double.ts';
export { MAX_APPEND_BYTES } from './commits.ts';
export type { DoubleOptions, ServerVersion } from './double-options.ts';
export type { Fault, FaultKind, OrderedFault, Rpc } from './faults.ts';
export { eventStoreEngine, freshLog, freshPrefix } from './event-store-engine.ts';
export type { EventStoreEngine, LogAddress } from './event-store-engine.ts';
export { selfSigned } from '../self-signed.ts';
export type { SelfSigned } from '../self-signed.ts';
