// After the last spec, and after Jest's own summary: ends the engines, and says which suites did not run and how to run them. What Nx ran is said again
// after the last project (`left-out.mjs`).
import { rmSync, writeFileSync } from 'node:fs';
import { leftOutReport } from '../../libs/test-engines/src/left-out.ts';
import { runFolder, stopRun } from '../../libs/test-engines/src/run.ts';

export default async function endRun({ rootDir }) {
  const folder = runFolder();
  const report = leftOutReport(folder);
  const file = `${rootDir}/reports/left-out.txt`;
  if (report === '') rmSync(file, { force: true });
  else writeFileSync(file, report);
  process.stderr.write(report);
  await stopRun(folder);
}
