export * from './metered.ts';
export * from './port.ts';
