// Compiles every source once, in a process of its own, so that the service that starts next need not.
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compiled } from './typescript.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
for (const file of globSync('{apps,libs}/*/src/**/*.ts', { cwd: root })) {
  // The console runs in browsers; tools/console.mjs builds it.
  if (!file.endsWith('.spec.ts') && !file.startsWith('apps/console/')) compiled(root + file, readFileSync(root + file, 'utf8'));
}
