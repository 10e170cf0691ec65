export * from './credentials.ts';
export * from './event-gate.ts';
export * from './setup-link.ts';
export * from './token-gate.ts';
export * from './token.ts';
export * from './saml/index.ts';
export * from './console-rights/console-rights.ts';
