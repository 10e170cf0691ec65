export * from './activity.ts';
export { MAX_PROBE_COUNT } from './activity-words.ts';
export { SCIM_PATH } from './endpoints.ts';
export type { ResourceLists } from './engines.ts';
export * from './face.ts';
export * from './limits.ts';
export { RateLimit, type Rate } from './rate-limit.ts';
export * from './scim-http.module.ts';
export * from './server.ts';
