export * from './asserted-access.ts';
export * from './effective-access.ts';
export * from './roles.ts';
