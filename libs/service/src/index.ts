export * from './availability.ts';
export * from './engine-error.ts';
export * from './patience.ts';
export * from './run.ts';
export * from './private-file.ts';
