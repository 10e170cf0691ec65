export * from './availability.ts';
export * from './run.ts';
