export * from './send-request.ts';
export * from './media.ts';
export * from './value-at.ts';
