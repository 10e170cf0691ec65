// Before the first spec: a folder for the engines that specs of this run share, and no remains of runs that were killed.
import { removeDeadRuns, runFolder } from '../../libs/testing/src/engines/run.ts';

export default function startRun() {
  removeDeadRuns();
  runFolder();
}
