export * from './access-rules.ts';
export * from './company.ts';
export * from './decider.ts';
export * from './group.ts';
export * from './refusal.ts';
export * from './resource-size.ts';
export * from './user.ts';
