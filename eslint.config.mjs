import nx from '@nx/eslint-plugin';
import simpleImportSort from 'eslint-plugin-simple-import-sort';
import * as packageJson from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';

const WAIST = 'kind:waist';
const PURE = 'kind:pure';
const PORT = 'kind:port';
const ROLE = 'kind:role';
const KIT = 'kind:kit';

const restricted = (patterns) => ['error', { patterns }];
const adapters = {
  group: [
    '@luciq/*/sqlite',
    '@luciq/*/embedded',
    '@luciq/*/eventstoredb',
    '@luciq/*/kafka',
    '@luciq/*/postgres',
    '@luciq/*/by-address',
  ],
  message: 'Only apps choose adapters: take the port and let the app pass the adapter in.',
};
const impure = {
  group: ['node:*', '@nestjs/*', '@eventstore/*', 'fastify', 'kafkajs', 'kysely', 'pg', 'rxjs', 'pino'],
  message: 'Pure libs know neither Node nor Nest nor a driver.',
};
const server = {
  group: ['node:*', '@luciq/*', '!@luciq/events', '@nestjs/*'],
  message: 'The console runs in browsers: it knows the words of events, and asks the account API for everything else.',
};
const kit = {
  group: [
    '@luciq/testing',
    '@luciq/testing/*',
    '@luciq/test-engines',
    '@luciq/test-engines/*',
    '@luciq/*/contract',
    'fast-check',
    '@jest/globals',
  ],
  message: 'The test kit is for specs and contract suites only.',
};

// Nest's parameter properties can only be private by the keyword, so everything private is.
const oneStyle = [
  {
    selector: 'PropertyDefinition > PrivateIdentifier.key, MethodDefinition > PrivateIdentifier.key',
    message: 'Members are private by the keyword, not by #.',
  },
  {
    selector: 'ImportSpecifier[importKind="type"]',
    message: 'Types are imported in a statement of their own: import type { A }.',
  },
];

export default tseslint.config(
  { ignores: ['**/node_modules/**', '**/dist/**', 'apps/console/public/**', 'data/**', '.nx/**', 'reports/**'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx, 'simple-import-sort': simpleImportSort },
    rules: {
      'simple-import-sort/imports': ['error', { groups: [['^\\u0000', '^node:', '^@?\\w', '^@luciq/', '^\\.']] }],
      'no-restricted-syntax': ['error', ...oneStyle],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/require-await': 'off',
      'max-lines-per-function': ['error', { max: 80, skipComments: true }],
      'max-params': ['error', 5],
      'no-restricted-imports': restricted([adapters, kit]),
      '@nx/enforce-module-boundaries': [
        'error',
        {
          allow: [],
          enforceBuildableLibDependency: false,
          // Specs of access, provisioning and the apps take libs/testing, which takes the libs: circles through it are of specs alone.
          ignoredCircularDependencies: [['*', 'testing']],
          depConstraints: [
            { sourceTag: WAIST, onlyDependOnLibsWithTags: [] },
            { sourceTag: PURE, onlyDependOnLibsWithTags: [WAIST, PURE] },
            { sourceTag: PORT, onlyDependOnLibsWithTags: [WAIST, PORT] },
            { sourceTag: ROLE, onlyDependOnLibsWithTags: [WAIST, PURE, PORT, ROLE] },
            { sourceTag: 'kind:app', onlyDependOnLibsWithTags: [WAIST, PURE, PORT, ROLE] },
            { sourceTag: KIT, onlyDependOnLibsWithTags: ['*'] },
            { sourceTag: 'side:write', notDependOnLibsWithTags: ['side:read'] },
            { sourceTag: 'side:read', notDependOnLibsWithTags: ['side:write'] },
          ],
        },
      ],
    },
  },
  {
    files: ['libs/{events,domain,entitlement,scim}/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: { 'no-restricted-imports': restricted([adapters, kit, impure]) },
  },
  {
    files: ['apps/**/*.ts', 'apps/**/*.tsx'],
    ignores: ['**/*.spec.ts'],
    rules: { 'no-restricted-imports': restricted([kit]) },
  },
  {
    // Pages know the service through the account API alone.
    files: ['apps/console/src/**/*.ts', 'apps/console/src/**/*.tsx'],
    ignores: ['**/*.spec.ts'],
    rules: { 'no-restricted-imports': restricted([kit, server]) },
  },
  {
    files: ['**/*.spec.ts', 'libs/{testing,test-engines}/**/*.ts', 'libs/*/src/contract/**/*.ts', 'tools/**/*.ts'],
    rules: {
      'no-restricted-imports': 'off',
      'max-lines-per-function': 'off',
      '@nx/enforce-module-boundaries': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  {
    // What a project imports stands in its own package.json. The console is bundled and the test kits are installed nowhere: all of theirs are for development.
    files: ['apps/*/package.json', 'libs/*/package.json'],
    ignores: ['apps/console/package.json', 'libs/{testing,test-engines}/package.json'],
    languageOptions: { parser: packageJson },
    plugins: { '@nx': nx },
    rules: {
      ...tseslint.configs.disableTypeChecked.rules,
      '@typescript-eslint/no-unused-expressions': 'off',
      '@nx/dependency-checks': [
        'error',
        {
          buildTargets: ['typecheck'],
          ignoredFiles: [
            '{projectRoot}/**/*.spec.ts',
            '{projectRoot}/src/contract/**/*',
            '{projectRoot}/*.config.*',
            '{projectRoot}/src/**/*-process.ts',
          ],
        },
      ],
    },
  },
);
