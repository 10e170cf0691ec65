export { EventStoreDbDouble, MAX_APPEND_BYTES } from './double.ts';
export type { DoubleOptions } from './double.ts';
export type { Fault, FaultKind, OrderedFault, Rpc } from './faults.ts';
