export * from './token-gate.ts';
export * from './token.ts';
