import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { EngineState } from './run.ts';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

function runs(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The browser that BROWSER_BIN names, else the first Chromium or Chrome of the PATH. */
export function findBrowser(): EngineState {
  const named = process.env['BROWSER_BIN'];
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = named ? [named] : PROGRAMS.flatMap((program) => folders.map((folder) => join(folder, program)));
  const executable = candidates.find(runs);
  if (executable !== undefined) return { engine: { executable }, reason: '' };
  return { engine: null, reason: named ? `BROWSER_BIN names ${named}, which cannot be run` : `BROWSER_BIN is not set and the PATH has none of ${PROGRAMS.join(', ')}` };
}
