import type { Claim } from '@luciq/events';
import { foldCase, lowerCase } from '@luciq/scim';

/**
 * The claims by which a name is held and found, the one to ask first in front. A name is held in the form in which names are
 * compared, and, where that is another, in lower case alone as well: builds before 2.0 knew that form only, so that what they
 * claimed is found first, by the very name it was claimed for. See docs/decisions/0040.
 */
export function nameClaims(scope: string, kind: 'userName' | 'groupName', name: string): readonly Claim[] {
  return [...new Set([lowerCase(name), foldCase(name)])].map((value) => ({ scope, kind, value }));
}
