import type { Found } from './kinds.ts';
import { isExecutable, onPath } from './programs/index.ts';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** The browser that BROWSER_BIN names, else the first Chromium or Chrome of the PATH. */
export function findBrowser(): Found {
  const named = process.env['BROWSER_BIN'];
  if (named)
    return isExecutable(named)
      ? { engine: { executable: named }, reason: '' }
      : { engine: null, reason: `BROWSER_BIN names ${named}, which cannot be run` };
  const executable = PROGRAMS.map(onPath).find((file) => file !== null);
  return executable === undefined
    ? { engine: null, reason: `BROWSER_BIN is not set and the PATH has none of ${PROGRAMS.join(', ')}` }
    : { engine: { executable }, reason: '' };
}
