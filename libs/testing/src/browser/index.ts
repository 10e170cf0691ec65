export * from './browser.ts';
export * from './console-place.ts';
export * from './look.ts';
