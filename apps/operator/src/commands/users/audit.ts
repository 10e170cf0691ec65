import type { EventRecord, Json } from '@luciq/events';
import { catalogue, newValues, shortName } from '@luciq/events';
import type { MemberRecord } from '@luciq/provisioning';
import { memberHistory, reads } from '@luciq/provisioning';
import type { ExitStatus } from '../../ending.ts';
import { EXIT } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { chooseCompany, withLog } from '../../engines/with-engines.ts';
import { findMember } from '../../members.ts';
import { print, printJson, printTable } from '../../output.ts';

/** One event of a member's history, in words. */
export interface AuditLine {
  readonly time: string;
  /** Type of the event. */
  readonly event: string;
  /** What happened, in words. */
  readonly title: string;
  /** What changed, one part each, old value to new. */
  readonly changes: readonly string[];
  /** Who asked: `idp token …`, `operator …`, `system …`. */
  readonly by: string;
  readonly requestId: string;
  readonly position: string;
  readonly revision: number;
}

/** Characters of a value that are shown. */
const MAX_SHOWN = 80;

function shown(value: Json | undefined): string {
  if (value === undefined || value === null) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** What a user is before the first event says otherwise. */
const AT_FIRST: ReadonlyMap<string, Json> = new Map([
  ['active', true],
  ['owner', false],
]);

const byWhom = ({ actor, tokenId }: EventRecord['cause']): string =>
  tokenId === null ? `${actor.kind} ${actor.id}` : `${actor.kind} token ${tokenId}`;

/** A member's history in words, from its records in the order of the log. */
export function auditLines(records: readonly MemberRecord[]): AuditLine[] {
  const values = new Map(AT_FIRST);
  return records.map(({ event, time, cause, position, revision }) => ({
    time,
    event: event.type,
    title: catalogue[event.type].title,
    changes: newValues(event).map(({ attribute, value }) => {
      const before = values.get(attribute);
      values.set(attribute, value);
      return `${shortName(attribute)}: ${shown(before)} → ${shown(value)}`;
    }),
    by: byWhom(cause),
    requestId: cause.requestId,
    position: String(position),
    revision,
  }));
}

/** Prints a member's history. Throws CannotWork for a member that is not known. */
export function audit(options: GlobalOptions, called: string): Promise<ExitStatus> {
  return withLog(options, 'read', async (store) => {
    const log = reads({ store });
    const company = await chooseCompany(options, log);
    const userId = await findMember(log, company, called);
    const lines = auditLines(await memberHistory(store, company.id, userId));
    if (options.json) {
      printJson({ company: company.id, id: userId, lines });
    } else {
      print(`History of ${userId} of ${company.id}:`);
      printTable(
        ['time', 'event', 'what happened', 'what changed', 'by whom'],
        lines.map(({ time, event, title, changes, by }) => [time, event, title, changes, by]),
      );
    }
    return EXIT.fine;
  });
}
