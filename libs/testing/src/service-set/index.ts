export * from './check.ts';
export * from './load.ts';
export * from './services.ts';
export * from './topic.ts';
