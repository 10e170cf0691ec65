export * from './idp.ts';
export * from './response.ts';
export * from './server.ts';
