import { userDecider } from '@luciq/domain';
import type { AttributeChange, Attributes, EventRecord, Json } from '@luciq/events';
import type { MemberEvent, MemberRecord } from '@luciq/provisioning';
import { isOwnership, memberHistory, reads } from '@luciq/provisioning';
import type { ExitStatus } from '../../ending.ts';
import { EXIT } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { chooseCompany, withLog } from '../../engines/with-engines.ts';
import { findMember } from '../../members.ts';
import { print, printJson, printTable } from '../../output.ts';

/** One event of a member's history, in words. */
export interface AuditLine {
  readonly time: string;
  readonly event: string;
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
  if (value === undefined) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

const nameOf = (key: string): string => (key.startsWith('urn:') ? (key.split(':').at(-1) ?? key) : key);

function changeLines(before: Attributes, { set, unset }: AttributeChange): string[] {
  const given = Object.entries(set).map(([key, value]) => `${nameOf(key)}: ${shown(before[key])} → ${shown(value)}`);
  return [...given, ...unset.map((key) => `${nameOf(key)}: ${shown(before[key])} → (none)`)];
}

function changesOf(before: Attributes, event: MemberEvent): string[] {
  switch (event.type) {
    case 'UserProvisioned':
      return [`origin: ${event.data.origin}`, ...changeLines({}, { set: event.personal.body, unset: [] })];
    case 'ProfileUpdated':
      return changeLines(before, event.personal.body);
    case 'AccessChanged':
      return changeLines(before, event.data);
    case 'UserDeactivated':
      return ['active: true → false'];
    case 'UserReactivated':
      return ['active: false → true'];
    case 'UserDeleted':
      return ['deleted for good'];
    case 'SignInNameHeld':
      return [`signs in as ${shown(event.personal.body.signInName)} until the rename is confirmed`];
    case 'SignInNameSettled':
      return [
        event.data.how === 'confirmed'
          ? 'the rename was confirmed: the userName signs in'
          : 'the rename was taken back',
      ];
    case 'OwnershipGranted':
      return ['owner of the company'];
    case 'OwnershipRevoked':
      return ['owner of the company no longer'];
  }
}

const byWhom = ({ actor, tokenId }: EventRecord['cause']): string =>
  tokenId === null ? `${actor.kind} ${actor.id}` : `${actor.kind} token ${tokenId}`;

/** A member's history in words, from its records in the order of the log. */
export function auditLines(records: readonly MemberRecord[]): AuditLine[] {
  let state = userDecider.initial;
  return records.map((record) => {
    const { event, companyId, time, cause, position, revision } = record;
    const before = state.kind === 'known' ? state.user.attributes : {};
    if (!isOwnership(event)) state = userDecider.evolve(state, { event, companyId, time, revision, cause });
    return {
      time,
      event: event.type,
      changes: changesOf(before, event),
      by: byWhom(cause),
      requestId: cause.requestId,
      position: String(position),
      revision,
    };
  });
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
        ['time', 'event', 'what changed', 'by whom'],
        lines.map(({ time, event, changes, by }) => [time, event, changes, by]),
      );
    }
    return EXIT.fine;
  });
}
