import type { Parsed } from '../error.ts';
import { parsed, problem } from '../error.ts';
import { isStorable } from './value.ts';

/**
 * Checks every string of a body, names included, whatever it is for: one with a NUL character or half a surrogate pair is
 * invalidValue, because no database can keep it and nobody means it. Without recursion: a body may be nested deeply.
 */
export function checkText(body: unknown): Parsed<null> {
  const open: unknown[] = [body];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string') {
      if (!isStorable(value))
        return problem(
          'invalidValue',
          'The strings of a body must be well-formed Unicode text without NUL characters.',
        );
    } else if (Array.isArray(value)) {
      for (const each of value as readonly unknown[]) open.push(each);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, each] of Object.entries(value)) open.push(name, each);
    }
  }
  return parsed(null);
}
