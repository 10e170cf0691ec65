export * from './people.ts';
export * from './sessions.ts';
export * from './tokens.ts';
