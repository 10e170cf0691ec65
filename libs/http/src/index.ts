export * from './acknowledged-rows.ts';
export { HttpApis, type FailureAnswer, type HttpApi } from './api.ts';
export { ACCEPTED_ENCODINGS, plainBody } from './body/packed-body.ts';
export { RowsBehind, failureOf, isPassing, type RequestFailure } from './failure.ts';
export * from './http.module.ts';
export * from './limits.ts';
export * from './security-headers.ts';
export type { AnsweredRequest } from './server.ts';
export * from './start-server.ts';
