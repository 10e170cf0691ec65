export * from './companies.ts';
export * from './engines.ts';
export * from './provisioning.module.ts';
export * from './stale-claims.ts';
export * from './state-cache.ts';
export * from './users.ts';
export * from './write-loop.ts';
