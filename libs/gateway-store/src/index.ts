export * from './account-store.ts';
export * from './activity.ts';
export * from './port.ts';
export * from './refused-tokens.ts';
export * from './security.ts';
export * from './sessions.ts';
export * from './snapshots.ts';
