import { join } from 'node:path';

const tools = join(import.meta.dirname, 'tools/jest');

// Decorators with their metadata, as the builds have them.
const swcOptions = {
  configFile: false,
  swcrc: false,
  module: { type: 'es6' },
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    // Node wants `with { type: 'json' }` where JSON is imported.
    experimental: { keepImportAttributes: true },
  },
};

/** Jest's configuration of one project. */
export const project = (rootDir) => ({
  rootDir,
  testEnvironment: 'node',
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': ['@swc/jest', swcOptions] },
  globalSetup: join(tools, 'start-run.mjs'),
  globalTeardown: join(tools, 'end-run.mjs'),
  testTimeout: 60_000,
});
