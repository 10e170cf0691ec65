export * from './client.ts';
export * from './play.ts';
