export * from './database.ts';
export * from './event-store.ts';
export * from './http.ts';
export * from './kafka.ts';
export * from './kinds.ts';
export * from './operations.ts';
export * from './read.ts';
export * from './unreachable.ts';
