export { SCIM_PATH } from './endpoints.ts';
export * from './face.ts';
export * from './limits.ts';
export { RateLimit, type Rate } from './rate-limit.ts';
export type { ReadModelLists } from './read-model-lists.ts';
export * from './scim-http.module.ts';
export * from './server.ts';
