export * from './owners.ts';
export * from './people.ts';
export * from './sessions.ts';
export * from './tokens.ts';
