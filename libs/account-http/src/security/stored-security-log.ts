import { v7 as uuidV7 } from 'uuid';
import type { AccountStore } from '@luciq/gateway-store';
import { isEngineAway } from '@luciq/service';
import type { RequestSeen, SecurityEvent, SecurityLog, SecurityNote } from '@luciq/telemetry';
import { addressOf } from '@luciq/telemetry';
import { FailedAttempts } from './failed-attempts.ts';

/** Security events on their way to the store; of further ones there is the line in the log alone. */
export const MAX_SECURITY_WAITING = 100;

/** What a company's owners see; changes they see from the company's own events. */
const SHOWN: ReadonlySet<SecurityEvent> = new Set([
  'signed-in',
  'sign-in-refused',
  'signed-out',
  'session-refused',
  'access-refused',
]);

/** A log that keeps what companies see in the store, too. No answer waits for it or fails with it. */
export function storedSecurityLog(security: SecurityLog, store: Pick<AccountStore, 'security'>): SecurityLog {
  const strangers = new FailedAttempts();
  let waiting = 0;
  const keep = async (
    request: RequestSeen,
    { event, reason, companyId, actor, came }: SecurityNote & { readonly companyId: string },
  ): Promise<void> => {
    const now = Date.now();
    const who = { actorKind: actor?.kind ?? null, actorId: actor?.id ?? null, address: addressOf(request) };
    waiting += 1;
    try {
      await store.security.add({
        id: uuidV7({ msecs: now }),
        companyId,
        time: new Date(now).toISOString(),
        event,
        reason: reason ?? null,
        ...who,
        requestId: request.id,
        came: came === undefined ? null : JSON.stringify(came),
      });
    } catch (error) {
      // The line in the log is there.
      if (!isEngineAway(error)) throw error;
    } finally {
      waiting -= 1;
    }
  };
  return {
    count: (note) => security.count(note),
    note: (request, note) => {
      security.note(request, note);
      const { event, companyId, reason, actor } = note;
      // Of a company without SAML, or that is not there, nobody signs in; and no stranger crowds out who did.
      if (companyId === undefined || !SHOWN.has(event) || reason === 'saml-off' || waiting >= MAX_SECURITY_WAITING)
        return;
      if (actor === undefined && strangers.failed(companyId, performance.now()) !== 'few') return;
      void keep(request, { ...note, companyId });
    },
  };
}
