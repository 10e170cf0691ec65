// The first argument chooses which app of the image runs; the app sees the others as its own.
import { readdirSync } from 'node:fs';

const apps = new URL('../apps/', import.meta.url);
const [role = '', ...rest] = process.argv.slice(2);
const roles = readdirSync(apps).sort();

if (roles.includes(role)) {
  const main = new URL(`${role}/src/main.ts`, apps);
  process.argv = [process.argv[0], main.pathname, ...rest];
  await import(main.href);
} else {
  process.stderr.write(`Name the role to run: ${roles.join(', ')}.\n`);
  process.exitCode = 2;
}
