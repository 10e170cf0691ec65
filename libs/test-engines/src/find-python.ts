import type { Found } from './kinds.ts';
import { onPath } from './programs/index.ts';

/** The Python 3 of the PATH. */
export function findPython(): Found {
  const executable = onPath('python3');
  return executable === null
    ? { engine: null, reason: 'the PATH has no python3' }
    : { engine: { executable }, reason: '' };
}
