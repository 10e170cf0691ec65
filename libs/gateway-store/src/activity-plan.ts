import type { ActivityAction, ActivityEntry } from './activity.ts';
import { ACTIVITY_KEPT_DAYS, outcomeOf, TRIM_AFTER_ENTRIES } from './activity.ts';

/** Companies and first successes that one process remembers to have dealt with; then it forgets all and begins anew. */
const MOST_REMEMBERED = 50_000;

/** Milliseconds of ACTIVITY_KEPT_DAYS. */
const KEPT_MS = ACTIVITY_KEPT_DAYS * 86_400_000;

/** The oldest success of an action, as an engine stores it. */
export interface First {
  readonly companyId: string;
  readonly action: ActivityAction;
  readonly time: string;
  readonly id: string;
}

/** What an engine does with entries that are added. */
export interface ActivityWork {
  /** Those that may be the first of their kind, in one order in every process, so that two don't wait for each other. */
  readonly firsts: readonly First[];
  /** Companies whose entries are to be counted. */
  readonly crowded: readonly string[];
  /** Ids below this one are too old. */
  readonly oldestId: string;
}

/** The lowest UUIDv7 of a time. */
export function lowestId(milliseconds: number): string {
  const hex = Math.max(0, Math.floor(milliseconds)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/**
 * Decides what is to be done beside writing entries. Most entries are no first success and push no old entry out: what was dealt
 * with is remembered, so that they cost one row each.
 */
export class ActivityPlanner {
  private readonly added = new Map<string, number>();
  private readonly knownFirsts = new Set<string>();

  plan(entries: readonly ActivityEntry[]): ActivityWork {
    const firsts = new Map<string, First>();
    const companies = new Map<string, number>();
    let newest = 0;
    for (const { id, companyId, action, time, status } of entries) {
      companies.set(companyId, (companies.get(companyId) ?? 0) + 1);
      newest = Math.max(newest, Date.parse(time));
      const key = `${companyId} ${action}`;
      if (outcomeOf(status) !== 'done' || this.knownFirsts.has(key)) continue;
      const known = firsts.get(key);
      if (!known || id < known.id) firsts.set(key, { companyId, action, time, id });
    }
    const crowded = [...companies].filter(
      ([companyId, count]) => (this.added.get(companyId) ?? TRIM_AFTER_ENTRIES) + count > TRIM_AFTER_ENTRIES,
    );
    return {
      firsts: [...firsts.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, first]) => first),
      crowded: crowded.map(([companyId]) => companyId),
      oldestId: lowestId(newest - KEPT_MS),
    };
  }

  /** The plan was carried out. */
  done(entries: readonly ActivityEntry[], { firsts, crowded }: ActivityWork): void {
    if (this.added.size > MOST_REMEMBERED) this.added.clear();
    if (this.knownFirsts.size > MOST_REMEMBERED) this.knownFirsts.clear();
    for (const { companyId } of entries) this.added.set(companyId, (this.added.get(companyId) ?? 0) + 1);
    for (const companyId of crowded) this.added.set(companyId, 0);
    for (const { companyId, action } of firsts) this.knownFirsts.add(`${companyId} ${action}`);
  }
}
