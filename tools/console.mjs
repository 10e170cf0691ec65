// Builds the console for browsers where its build is missing or was made of other sources; --always builds it anyway.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../apps/console/', import.meta.url));
const built = `${folder}dist/.sources`;
const SOURCES = ['package.json', 'vite.config.ts', 'tsconfig.json', 'index.html', 'public/**/*.*', 'src/**/*.*'];

/** What the build is made of. Contents, not times: a checkout sets times anew. */
function sources() {
  const hash = createHash('sha256');
  for (const file of globSync(SOURCES, { cwd: folder }).sort()) {
    if (!file.endsWith('.spec.ts')) hash.update(`${file}\0`).update(readFileSync(folder + file)).update('\0');
  }
  return hash.digest('hex');
}

function viteProgram() {
  try {
    const manifest = createRequire(`${folder}package.json`).resolve('vite/package.json');
    return manifest.replace(/package\.json$/, 'bin/vite.js');
  } catch {
    return null;
  }
}

function build(now) {
  const vite = viteProgram();
  if (vite === null) {
    process.stderr.write('The console is not built: its packages were left out (npm ci --omit=dev). SCIM is served all the same; for the console, run npm ci.\n');
    return 0;
  }
  process.stdout.write('Building the console for browsers, which takes some seconds; the next start finds it built.\n');
  const { status, stderr } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'inherit', 'pipe'] });
  if (status !== 0) {
    process.stderr.write(`${stderr}\nThe console could not be built.\n`);
    return 1;
  }
  writeFileSync(built, now);
  return 0;
}

const now = sources();
const same = existsSync(built) && readFileSync(built, 'utf8') === now;
process.exitCode = same && !process.argv.includes('--always') ? 0 : build(now);
