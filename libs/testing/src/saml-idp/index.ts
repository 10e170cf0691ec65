export * from './encrypt.ts';
export * from './idp.ts';
export * from './providers.ts';
export * from './response.ts';
export * from './server.ts';
