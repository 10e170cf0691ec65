export { SCIM_PATH } from './endpoints.ts';
export type { ResourceLists } from './engines.ts';
export * from './face.ts';
export * from './limits.ts';
export type { Neighbour } from './neighbour.ts';
export { RateLimit, type Rate } from './rate-limit.ts';
export * from './scim-http.module.ts';
export * from './server.ts';
