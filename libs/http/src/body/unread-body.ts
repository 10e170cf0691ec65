import type { IncomingMessage } from 'node:http';

/** How long the rest of a body that is too large is waited for, in milliseconds. */
export const MAX_UNREAD_MS = 5_000;

/**
 * Lets a client send the rest of its body, which nobody keeps, before it is answered: many look for an answer only then, and would
 * see a broken connection where the limit is named.
 */
export function afterBody(body: IncomingMessage, then: () => void): void {
  if (body.complete || body.destroyed) return then();
  const timer = setTimeout(over, MAX_UNREAD_MS);
  function over(): void {
    clearTimeout(timer);
    body.off('end', over).off('close', over);
    then();
  }
  body.once('end', over).once('close', over).resume();
}
