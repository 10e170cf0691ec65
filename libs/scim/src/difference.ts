import type { AttributeChange, Attributes, Json } from '@luciq/events';
import { sameValue } from './json.ts';

/** What turns `before` into `after`: whole new values of what changed, names of what is removed. Both empty for no change. */
export function diffAttributes(before: Attributes, after: Attributes): AttributeChange {
  const set: Record<string, Json> = {};
  for (const [key, value] of Object.entries(after)) {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    if (old === undefined || !sameValue(old, value)) set[key] = value;
  }
  return { set, unset: Object.keys(before).filter((key) => !Object.hasOwn(after, key)) };
}

/** The attributes after a change: what is set first, then what is unset. The inverse of diffAttributes. */
export function applyChange(attributes: Attributes, { set, unset }: AttributeChange): Attributes {
  const next: Record<string, Json> = { ...attributes, ...set };
  for (const key of unset) delete next[key];
  return next;
}

/** True if nothing differs. */
export function sameAttributes(a: Attributes, b: Attributes): boolean {
  return a === b || sameValue(a, b);
}
