export * from './lag.ts';
export * from './log-source.ts';
export * from './pump.ts';
