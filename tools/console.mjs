// Builds the console for browsers where its build is missing or was made of other sources. --always builds it anyway; --needed fails where its packages were
// left out, too. A build that fails ends this with 1 and the reason on standard error, so that a start or a test that needs the console ends with it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../apps/console/', import.meta.url));
const page = `${folder}dist/index.html`;
const built = `${folder}dist/.sources`;
const SOURCES = ['package.json', 'vite.config.ts', 'tsconfig.json', 'index.html', 'public/**/*.*', 'src/**/*.*', '../../libs/events/src/**/*.ts'];

/** What the build is made of. Contents, not times: a checkout sets times anew. */
function sources() {
  const hash = createHash('sha256');
  for (const file of globSync(SOURCES, { cwd: folder }).sort()) {
    if (!file.endsWith('.spec.ts')) hash.update(`${file}\0`).update(readFileSync(folder + file)).update('\0');
  }
  return hash.digest('hex');
}

const require = createRequire(`${folder}package.json`);

/** Those of the console's own packages that are not there. */
function missingPackages() {
  const { devDependencies } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8'));
  const names = Object.keys(devDependencies);
  const missing = names.filter((name) => !require.resolve.paths(name).some((place) => existsSync(`${place}/${name}/package.json`)));
  return { missing, all: missing.length === names.length };
}

function failed(reason) {
  process.stderr.write(`The console could not be built: ${reason}\n`);
  return 1;
}

function build(now) {
  const { missing, all } = missingPackages();
  if (all && !process.argv.includes('--needed')) {
    process.stderr.write('The console is not built: its packages were left out (npm ci --omit=dev). SCIM is served all the same; for the console, run npm ci.\n');
    return 0;
  }
  if (missing.length > 0) return failed(`these packages are missing: ${missing.join(', ')}. Run npm ci.`);
  process.stdout.write('Building the console for browsers, which takes some seconds; the next start finds it built.\n');
  // What is left of a build that fails must not pass for one.
  rmSync(built, { force: true });
  const vite = require.resolve('vite/package.json').replace(/package\.json$/, 'bin/vite.js');
  const { status, signal, error, stderr } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'inherit', 'pipe'] });
  if (status !== 0) return failed(error?.message ?? (stderr.trim() || `vite was ended by ${signal}`));
  if (!existsSync(page)) return failed('vite ended well and left no dist/index.html.');
  writeFileSync(built, now);
  return 0;
}

const now = sources();
const same = existsSync(page) && existsSync(built) && readFileSync(built, 'utf8') === now;
process.exitCode = same && !process.argv.includes('--always') ? 0 : build(now);
