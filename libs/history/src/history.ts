import type { EventStore } from '@luciq/event-store';
import { companyStream } from '@luciq/events';
import type { AccountStore, SecurityEntry } from '@luciq/gateway-store';
import { SECURITY_PAGE } from '@luciq/gateway-store';
import type { HistoryEntry } from './entry.ts';
import { foldMember } from './member-fold.ts';
import type { ReadProgress } from './member-records.ts';
import { recordsByScan, recordsOfStreams } from './member-records.ts';
import type { EverToken } from './tokens-ever.ts';
import { tokensEver } from './tokens-ever.ts';

/** What histories are read from. */
export interface HistoryEngines {
  readonly store: Pick<EventStore, 'readStream' | 'readLog' | 'head'>;
  /** Sign-ins, which are not in the log. */
  readonly security: AccountStore['security'];
  /** Ids of every group that a person was ever in, by rows that have passed the log; null where there are no such rows. */
  readonly groupsEver: (companyId: string, userId: string) => Promise<readonly string[] | null>;
}

/** Security events that belong to a person's history. */
const SIGN_INS: ReadonlySet<string> = new Set(['signed-in', 'signed-out', 'sign-in-refused']);

/** Answers questions about the past of a company. */
export class History {
  constructor(private readonly engines: HistoryEngines) {}

  /** Everything that changed what a person may do or who the person is, the oldest first; empty for one who never was. Throws what the engines throw. */
  async ofMember(companyId: string, userId: string, progress?: ReadProgress): Promise<readonly HistoryEntry[]> {
    const { store, groupsEver } = this.engines;
    const person = { companyId, userId };
    const groupIds = await groupsEver(companyId, userId);
    const records = groupIds
      ? await recordsOfStreams(store, person, groupIds, progress)
      : await recordsByScan(store, person, progress);
    const entries = foldMember(records, userId);
    if (entries.length === 0) return entries;
    const signIns = (await this.signInsOf(person)).map(signInEntry);
    return merged(entries, signIns);
  }

  /** Every token that a company has or had, by id, in the order in which they were issued. */
  async tokens(companyId: string): Promise<ReadonlyMap<string, EverToken>> {
    return tokensEver(await this.engines.store.readStream(companyStream(companyId)));
  }

  private async signInsOf({
    companyId,
    userId,
  }: {
    readonly companyId: string;
    readonly userId: string;
  }): Promise<readonly SecurityEntry[]> {
    const found: SecurityEntry[] = [];
    for (let before: string | undefined; ;) {
      const page = await this.engines.security.list(companyId, {
        ...(before === undefined ? {} : { before }),
        limit: SECURITY_PAGE,
      });
      found.push(
        ...page.filter(
          ({ event, actorKind, actorId }) => SIGN_INS.has(event) && actorKind === 'member' && actorId === userId,
        ),
      );
      if (page.length < SECURITY_PAGE) return found.toReversed();
      before = page.at(-1)?.id;
    }
  }
}

/** Sign-ins among the entries of the log, whose order is that of the log even where clocks of gateways differ. */
function merged(entries: readonly HistoryEntry[], signIns: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const waiting = [...signIns];
  const all = entries.flatMap((entry) => {
    const later = waiting.findIndex(({ time }) => time >= entry.time);
    return [...waiting.splice(0, later < 0 ? waiting.length : later), entry];
  });
  return [...all, ...waiting];
}

const signInEntry = ({ id, time, event, reason, actorId, address, requestId }: SecurityEntry): HistoryEntry => ({
  id,
  time,
  position: null,
  type: event,
  actor: { kind: 'member', id: actorId ?? '' },
  token: null,
  requestId,
  address,
  reason,
  group: null,
  about: null,
  changes: [],
  access: null,
});
