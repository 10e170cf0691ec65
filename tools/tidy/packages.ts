import type { CheckedFile } from './rules.ts';

const IMPORT = /^(?:import|export|\}) ?(?:[^'"\n]* from )?'([^'.][^']*)';?$/gm;

/** The package of an import: its first part, or the first two of a scope. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** What the sources of a project import and its package.json does not name, as `path: package`. */
export function undeclared(files: readonly CheckedFile[], project: string): readonly string[] {
  const manifest = files.find(({ path }) => path === `${project}/package.json`)?.text ?? '{}';
  const {
    name,
    dependencies = {},
    devDependencies = {},
  } = JSON.parse(manifest) as {
    readonly name?: string;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly devDependencies?: Readonly<Record<string, string>>;
  };
  const known = new Set([name, ...Object.keys(dependencies), ...Object.keys(devDependencies)]);
  return files
    .filter(({ path }) => path.startsWith(`${project}/src/`) && /\.tsx?$/.test(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(IMPORT)]
        .map(([, specifier = '']) => packageOf(specifier))
        .filter((imported) => !imported.startsWith('node:') && !known.has(imported))
        .map((imported) => `${path}: ${imported}`),
    );
}
