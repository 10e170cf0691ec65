export * from './metered.ts';
export * from './port.ts';
export * from './record-mac.ts';
