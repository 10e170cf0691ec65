// Lets Node run the TypeScript sources as they are: types are stripped and decorators compiled as each file loads.
// Node's own type stripping does not know decorators, which Nest and class-validator need. Compiled files are kept by the
// hash of their source, so that a program that finds them all never loads the compiler, which costs 30 MB of memory.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { swcOptions } from './swc-options.mjs';

const CACHE = fileURLToPath(new URL('../node_modules/.cache/luciq-typescript', import.meta.url));
const require = createRequire(import.meta.url);
const options = { ...swcOptions, sourceMaps: 'inline' };
const salt = JSON.stringify(options) + require('@swc/core/package.json').version;

/** Keeps what was compiled. Where nothing may be written, as in a container, each start compiles anew what the build left out. */
function keep(file, code) {
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(temporary, code);
    renameSync(temporary, file);
  } catch (error) {
    if (!['EROFS', 'EACCES', 'EPERM'].includes(error.code)) throw error;
  }
}

/** The JavaScript of a TypeScript source. */
export function compiled(filename, source) {
  const cached = join(CACHE, `${createHash('sha256').update(salt).update(filename).update(source).digest('hex')}.js`);
  try {
    return readFileSync(cached, 'utf8');
  } catch {
    const { code } = require('@swc/core').transformSync(source, { ...options, filename });
    keep(cached, code);
    return code;
  }
}

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
    const { source } = nextLoad(url, { ...context, format: 'module' });
    return { format: 'module', source: compiled(fileURLToPath(url), String(source)), shortCircuit: true };
  },
});
