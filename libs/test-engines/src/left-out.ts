import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineKind } from './kinds.ts';
import { HOW_TO_GET } from './kinds.ts';
import { runFolder } from './run.ts';

const FILE = 'left-out.jsonl';

/** A suite that did not run, as the closing report has it. */
interface LeftOut {
  readonly kind: EngineKind;
  readonly suite: string;
  readonly reason: string;
}

const reasons = new Map<EngineKind, string>();

/** Remembers why there is no engine of a kind. Under REQUIRE_ENGINES the run fails without those that it names; an image needs Docker. */
export function refuseIfRequired(kind: EngineKind, reason: string): void {
  reasons.set(kind, reason);
  const required = (process.env['REQUIRE_ENGINES'] ?? '').split(',').map((each) => each.trim());
  const named = kind === 'image' ? 'docker' : kind;
  if (required.includes(named)) throw new Error(`REQUIRE_ENGINES names ${named}, but there is none: ${reason}`);
}

/** Records a suite that does not run, for the closing report. */
export function recordLeftOut(kind: EngineKind, suite: string): void {
  const leftOut: LeftOut = { kind, suite, reason: reasons.get(kind) ?? 'no spec looked for it' };
  appendFileSync(join(runFolder(), FILE), `${JSON.stringify(leftOut)}\n`);
}

/** The closing report: which suites did not run, why, and how to run them. Empty if none was left out. */
export function leftOutReport(folder: string): string {
  const file = join(folder, FILE);
  if (!existsSync(file)) return '';
  const all = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LeftOut);
  const kinds = [...new Set(all.map(({ kind }) => kind))].sort();
  const parts = kinds.map((kind) => {
    const suites = all.filter((each) => each.kind === kind);
    const names = [...new Set(suites.map(({ suite }) => suite))].sort();
    const { name, howToGet } = HOW_TO_GET[kind];
    return [
      `Not run, for want of ${name} (${suites[0]?.reason ?? ''}):`,
      ...names.map((each) => `  ${each}`),
      `To run them: ${howToGet}.`,
    ].join('\n');
  });
  return `\n${parts.join('\n\n')}\n`;
}
