// Before the first spec: a folder for the report, one for the engines that specs of this run share, and no remains of runs that were killed.
import { mkdirSync } from 'node:fs';
import { removeDeadRuns, runFolder } from '../../libs/testing/src/engines/run.ts';

export default function startRun({ rootDir }) {
  mkdirSync(`${rootDir}/reports`, { recursive: true });
  removeDeadRuns();
  runFolder();
}
