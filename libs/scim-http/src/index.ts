export { SCIM_PATH } from './endpoints.ts';
export type { UserLists } from './engines.ts';
export * from './face.ts';
export * from './limits.ts';
export * from './scim-http.module.ts';
export * from './server.ts';
