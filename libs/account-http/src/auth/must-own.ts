import type { Caller } from './caller.ts';
import { problem } from '../problem/problem.ts';

/**
 * Of the members only owners may do what leads to ownership: move it, choose the identity provider, issue set-up links.
 * Operators, Luciq's back end and whoever opened a set-up link may, too.
 */
export function mustOwn(caller: Caller): void {
  if (caller.kind === 'member' && caller.role !== 'owner') throw problem('owner-only');
}
