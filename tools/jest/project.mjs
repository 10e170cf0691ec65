import { join } from 'node:path';
import { swcOptions } from './swc-options.mjs';

const tools = import.meta.dirname;

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
