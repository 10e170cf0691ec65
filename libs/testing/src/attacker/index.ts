export * from './account-routes.ts';
export * from './without-rule.ts';
export * from './run.ts';
