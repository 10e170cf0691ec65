export { ACCOUNT_PATH } from './account-controller.ts';
export * from './account-face.ts';
export { accountApi } from './openapi.ts';
export * from './operations-port.ts';
export { MAX_NAMED_FIELDS } from './request.pipe.ts';
export { MAX_COOKIE_LENGTH } from './session-cookie.ts';
export { SESSION_HOURS, SETUP_SESSION_HOURS } from './sessions.ts';
export * from './background-rebuild.ts';
export * from './parked-operations.ts';
