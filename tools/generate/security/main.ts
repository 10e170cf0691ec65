import { readFileSync } from 'node:fs';
import { securityRequirements } from './page.ts';
import type { TestReport } from './ran.ts';
import { notShown } from './ran.ts';

/** Fails where a test that docs/security.md rests on did not run, or did not pass, by the reports of `jest --json` that are named. */
const reports = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')) as TestReport);
const wrong = notShown(securityRequirements, { testResults: reports.flatMap(({ testResults }) => testResults) });
for (const line of wrong) process.stdout.write(`${line}\n`);
process.stdout.write(
  wrong.length === 0
    ? 'Every test that docs/security.md rests on ran and passed.\n'
    : `docs/security.md rests on ${wrong.length} tests that did not run or did not pass.\n`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;
