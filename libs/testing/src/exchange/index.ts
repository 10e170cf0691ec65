export * from './exchange.ts';
export * from './media.ts';
export * from './value-at.ts';
