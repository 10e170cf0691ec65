export * from './port.ts';
export * from './snapshots.ts';
