// Before the first spec: a folder for the report, one for the engines that specs of this run share, and no remains of runs that were killed.
import { mkdirSync } from 'node:fs';
import { runFolder, stopDeadRuns } from '../../libs/test-engines/src/run.ts';

export default async function startRun({ rootDir }) {
  mkdirSync(`${rootDir}/reports`, { recursive: true });
  // Nx asks for colours in what it runs; programs under test print as they do for no terminal.
  delete process.env.FORCE_COLOR;
  await stopDeadRuns();
  runFolder();
}
