import { swcOptions } from './tools/swc-options.mjs';

export default {
  rootDir: '.',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/tools'],
  testEnvironment: 'node',
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': ['@swc/jest', swcOptions] },
  globalSetup: '<rootDir>/tools/jest/start-run.mjs',
  globalTeardown: '<rootDir>/tools/jest/end-run.mjs',
  testTimeout: 60_000,
};
