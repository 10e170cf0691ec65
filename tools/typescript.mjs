// Lets Node run the TypeScript sources as they are: types are stripped and decorators compiled as each file loads.
// Node's own type stripping does not know decorators, which Nest and class-validator need.
import { registerHooks } from 'node:module';
import { transformSync } from '@swc/core';

const options = {
  configFile: false,
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'es6' },
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
};

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
    const { source } = nextLoad(url, { ...context, format: 'module' });
    const { code } = transformSync(String(source), { ...options, filename: new URL(url).pathname });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
