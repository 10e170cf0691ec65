// After the last spec, and after Jest's own summary: ends the engines, and says which suites did not run and how to run them.
import { leftOutReport } from '../../libs/test-engines/src/left-out.ts';
import { runFolder, stopRun } from '../../libs/test-engines/src/run.ts';

export default async function endRun() {
  const folder = runFolder();
  process.stderr.write(leftOutReport(folder));
  await stopRun(folder);
}
