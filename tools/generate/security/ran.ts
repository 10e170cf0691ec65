import { plainTitle, shownBy } from './page.ts';
import type { SecurityRequirement } from './requirement.ts';

/** What `jest --json` says of a run, as far as it is read here. */
export interface TestReport {
  readonly testResults: readonly {
    /** Absolute path of the file. */
    readonly name: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

/** A title in which `…` stands for anything. */
const patternOf = (title: string): RegExp =>
  new RegExp(
    `^${title
      .split('…')
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  );

/** What is wrong with the tests that these requirements rest on: each that did not run, or did not pass, with the requirements, one sentence each. */
export function notShown(requirements: readonly SecurityRequirement[], report: TestReport): readonly string[] {
  const resting = new Map<string, { readonly file: string; readonly title: string; readonly ids: string[] }>();
  for (const { id, shown } of requirements) {
    for (const each of shown.map(shownBy)) {
      if (each.kind === 'page') continue;
      const {
        title,
        spec: { file },
      } = each;
      const key = `${file}: ${title}`;
      const known = resting.get(key) ?? { file, title, ids: [] };
      resting.set(key, { ...known, ids: [...known.ids, id] });
    }
  }
  return [...resting].flatMap(([key, { file, title, ids }]) => {
    const pattern = patternOf(title);
    const results = report.testResults
      .filter(({ name }) => name.replaceAll('\\', '/').endsWith(`/${file}`))
      .flatMap(({ assertionResults }) => assertionResults)
      .filter((result) => pattern.test(plainTitle(result.title)));
    const bad = results.find(({ status }) => status !== 'passed');
    if (results.length === 0) return [`did not run: ${key} (${ids.join(', ')})`];
    return bad === undefined ? [] : [`${bad.status}: ${key} (${ids.join(', ')})`];
  });
}
