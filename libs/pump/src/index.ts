export * from './log-source.ts';
export * from './pump.ts';
