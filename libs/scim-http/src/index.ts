export {
  ACTIVITY_BATCH,
  ACTIVITY_BUFFER,
  ACTIVITY_FLUSH_MS,
  ActivityRecorder,
  type ActivityPorts,
} from './activity/activity.ts';
export type { Rate } from './auth/rate-limit.ts';
export * from './limits.ts';
export * from './scim-http.module.ts';
export { SCIM_PATH } from './scim-path.ts';
