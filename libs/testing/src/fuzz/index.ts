export * from './costly.ts';
export * from './grammar.ts';
export * from './hostile.ts';
export * from './random.ts';
export * from './send.ts';
