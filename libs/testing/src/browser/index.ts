export * from './browser.ts';
export * from './console-fixture.ts';
export * from './check-page.ts';
