import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { counted } from '@luciq/events';
import type { Dependency } from './dependency.ts';
import { dependencies } from './dependency.ts';

const PAGE = 'docs/dependencies.md';
const run = promisify(execFile);

interface Answer {
  readonly version: string;
  readonly deprecated?: string;
  readonly time: Readonly<Record<string, string>>;
}

/** What the package registry says of one package. The newest version is that of the tag `latest`. */
async function ask(name: string): Promise<Answer> {
  const { stdout } = await run('npm', ['view', name, 'version', 'time', 'deprecated', '--json'], {
    maxBuffer: 64 * 1_024 * 1_024,
  });
  return JSON.parse(stdout) as Answer;
}

const day = (time: string | undefined): string => time?.slice(0, 10) ?? 'not said';

function row({ name, version, licence, use }: Dependency, answer: Answer): string {
  const newest = answer.version === version ? 'the same' : `${answer.version}, ${day(answer.time[answer.version])}`;
  return `| ${name} | ${use} | ${version} | ${day(answer.time[version])} | ${newest} | ${licence} | ${answer.deprecated === undefined ? '' : 'deprecated'} |`;
}

const list = dependencies();
const bar = new SingleBar(
  { format: 'asking the registry {bar} {value} of {total}', clearOnComplete: true },
  Presets.shades_classic,
);
bar.start(list.length, 0);
const rows: string[] = [];
for (const dependency of list) {
  rows.push(row(dependency, await ask(dependency.name)));
  bar.increment();
}
bar.stop();

const page = `# Dependencies

Every package that a package.json of this checkout names, written by \`npm run dependencies\` on ${new Date().toISOString().slice(0, 10)}.
A test compares versions and licences with \`package-lock.json\`, and the licences of all packages in the image with a list
(\`tools/dependencies/dependency.ts\`). The list of all packages, including indirect ones, is an SBOM in CycloneDX format:
\`npm run sbom\` writes it to \`reports/sbom.json\`, and so does each run of \`.ci/run\`.

Known vulnerabilities are not in this table: the registry of the builds does not answer \`npm audit\`. Run \`npm audit --omit dev\` with a registry that does, before each release.

| package | use | version | released | newest | licence | remark |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
writeFileSync(PAGE, page);
process.stdout.write(`${PAGE} is written: ${counted(rows.length, 'package')}.\n`);
