import { readFileSync } from 'node:fs';

/** A package that the services, the console or the tools ask for by name in a package.json. */
export interface Dependency {
  readonly name: string;
  /** As package-lock.json has it. */
  readonly version: string;
  /** SPDX expression. */
  readonly licence: string;
  /** `service`: part of the image. `console`: part of the pages, or builds them. `development`: tests and tools only. */
  readonly use: 'service' | 'console' | 'development';
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
}

/** Licences that a package of the product may have, as SPDX ids: all let it be used and passed on without conditions on our own code. */
export const ALLOWED_LICENCES: readonly string[] = [
  'MIT',
  'Apache-2.0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Python-2.0',
  'CC0-1.0',
  'Unlicense',
];

const manifest = (path: string): Manifest => JSON.parse(readFileSync(path, 'utf8')) as Manifest;

const lock = (): Readonly<Record<string, LockedPackage>> =>
  (
    JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      readonly packages: Readonly<Record<string, LockedPackage>>;
    }
  ).packages;

/** Every package that a package.json of ours asks for by name, ours left out, in order of name. */
export function dependencies(): readonly Dependency[] {
  const packages = lock();
  const top = manifest('package.json');
  const pages = manifest('apps/console/package.json');
  const asked: readonly (readonly [Dependency['use'], string, Readonly<Record<string, string>> | undefined])[] = [
    ['service', '', top.dependencies],
    ['development', '', top.devDependencies],
    ['console', 'apps/console/', pages.dependencies],
    ['console', 'apps/console/', pages.devDependencies],
  ];
  const found = asked.flatMap(([use, folder, names]) =>
    Object.keys(names ?? {})
      .filter((name) => !name.startsWith('@luciq/'))
      .map((name): Dependency => {
        const locked = packages[`${folder}node_modules/${name}`] ?? packages[`node_modules/${name}`];
        return { name, use, version: locked?.version ?? 'not installed', licence: locked?.license ?? 'not said' };
      }),
  );
  const first = new Map(found.toReversed().map((each) => [each.name, each]));
  return [...first.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** Packages of the product, those that came with others included, and of the console by name, whose licence is none of those allowed. */
export function licencesNotAllowed(): readonly string[] {
  const isAllowed = (licence: string | undefined): boolean =>
    (licence ?? '')
      .split(/[()\s]|AND|OR/)
      .filter(Boolean)
      .every((id) => ALLOWED_LICENCES.includes(id));
  const inPages = dependencies().filter(({ use, licence }) => use === 'console' && !isAllowed(licence));
  const inServices = Object.entries(lock())
    .filter(([path, { dev, link }]) => path.includes('node_modules/') && dev !== true && link !== true)
    .filter(([, { license }]) => license === undefined || !isAllowed(license))
    .map(([path, { license }]) => `${path.split('node_modules/').at(-1)}: ${license ?? 'no licence'}`);
  return [...inServices, ...inPages.map(({ name, licence }) => `${name}: ${licence}`)];
}
