export * from './planted.ts';
export * from './run.ts';
