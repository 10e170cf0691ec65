// The first argument chooses which app of the image runs; the app sees the others as its own.
import { existsSync, readdirSync } from 'node:fs';

const apps = new URL('../apps/', import.meta.url);
const [role = '', ...rest] = process.argv.slice(2);
// The console is an app of browsers, and no role.
const roles = readdirSync(apps)
  .filter((app) => existsSync(new URL(`${app}/dist/main.js`, apps)))
  .sort();

if (roles.includes(role)) {
  const main = new URL(`${role}/dist/main.js`, apps);
  process.argv = [process.argv[0], main.pathname, ...rest];
  await import(main.href);
} else {
  process.stderr.write(`Name the role to run: ${roles.join(', ')}.\n`);
  process.exitCode = 2;
}
