import type { EventEntry } from '@luciq/events';
import { catalogue, isEventType } from '@luciq/events';

/** What a page shows of an event type; a type that this console does not know yet is its own name, spelt apart. */
export const eventText = (type: string): Pick<EventEntry, 'title' | 'effect'> =>
  isEventType(type) ? catalogue[type] : { title: spelledApart(type), effect: 'changes' };

/** `nickName` as "Nick name". */
export function spelledApart(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
