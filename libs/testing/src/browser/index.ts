export * from './browser.ts';
export * from './look.ts';
