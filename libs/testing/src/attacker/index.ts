export * from './account-routes.ts';
export * from './planted.ts';
export * from './run.ts';
