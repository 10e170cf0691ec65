export * from './answer-level.ts';
export * from './log.ts';
export * from './metrics.ts';
export * from './operations.ts';
export * from './security.ts';
