import type { Attributes } from '@luciq/events';
import type { ScimProblem } from '@luciq/scim';

/** Attributes of one resource as JSON in UTF-8, in bytes: so that every event about it fits into one append of any engine. */
export const MAX_RESOURCE_BYTES = 512 * 1024;

/** A UTF-16 unit takes at most so many bytes in UTF-8. */
const MOST_BYTES_PER_UNIT = 3;

/** What is wrong with attributes that are too large, null if they are not. */
export function refuseSize(attributes: Attributes): ScimProblem | null {
  const text = JSON.stringify(attributes);
  if (text.length * MOST_BYTES_PER_UNIT <= MAX_RESOURCE_BYTES) return null;
  if (new TextEncoder().encode(text).length <= MAX_RESOURCE_BYTES) return null;
  return {
    scimType: 'invalidValue',
    detail: `A resource must not have more than ${MAX_RESOURCE_BYTES} bytes of attributes.`,
  };
}
