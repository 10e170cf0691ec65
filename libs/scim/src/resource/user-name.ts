import type { Attributes } from '@luciq/events';

/** The userName; null where there is none, as in a change that leaves it alone. Every user of a stream has one. */
export const userNameOf = ({ userName }: Attributes): string | null => (typeof userName === 'string' ? userName : null);
