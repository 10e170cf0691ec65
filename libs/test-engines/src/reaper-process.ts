// Ends the engines of a run that was killed, as the reaper of testcontainers does for containers.
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive } from './programs/index.ts';
import { ownerOf, stopRun } from './run.ts';

const OWNER_CHECK_MS = 500;
const [, , folder = ''] = process.argv;

while (existsSync(folder) && isAlive(ownerOf(folder))) await pause(OWNER_CHECK_MS);
if (existsSync(folder)) await stopRun(folder);
