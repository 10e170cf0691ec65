import type { Company } from '@luciq/domain';
import type { Json } from '@luciq/events';
import { catalogue, isEventType, shortName } from '@luciq/events';
import type { AccessChange, AccessReason, AccessThen, HistoryEntry } from '@luciq/history';
import { History } from '@luciq/history';
import { reads, ReadUser } from '@luciq/provisioning';
import type { LiveModel, NameBearer } from '@luciq/read-model';
import type { ExitStatus } from '../../ending.ts';
import { CannotWork, EXIT } from '../../ending.ts';
import type { AuditEngines, GlobalOptions } from '../../engines/with-engines.ts';
import { chooseCompany, ROWS_TIMEOUT_MS, withAudit } from '../../engines/with-engines.ts';
import { print, printJson, printTable, progressBar } from '../../output.ts';
import { RULES } from './access-rules.ts';

/** One entry of a member's history, in words. */
export interface AuditLine {
  readonly time: string;
  /** Type of the event, or of the sign-in. */
  readonly event: string;
  /** What happened, in words. */
  readonly title: string;
  /** The group, token or link that it is about, and where a sign-in came from. */
  readonly about: readonly string[];
  /** What changed, one part each, old value to new. */
  readonly changes: readonly string[];
  /** The effective access, before and after, and why; empty where it stayed. */
  readonly access: readonly string[];
  /** Who asked: `idp token … "label"`, `operator …`, `system …`. */
  readonly by: string;
  readonly requestId: string;
  /** Null for a sign-in, which is not in the log. */
  readonly position: string | null;
}

/** Characters of a value that are shown. */
const MAX_SHOWN = 80;

function shown(value: Json): string {
  if (value === null) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function byWhom({ actor, token }: HistoryEntry): string {
  if (token === null) return `${actor.kind} ${actor.id}`;
  const label = token.label === null ? '' : ` ${JSON.stringify(token.label)}`;
  const revoked = token.revokedAt === null ? '' : ` (revoked ${token.revokedAt})`;
  return `${actor.kind} token ${token.id}${label}${revoked}`;
}

const accessWords = (access: AccessThen | null): string => {
  if (access === null) return 'no access';
  if (access.role === null) return 'no access (deactivated)';
  return access.applications.length === 0 ? access.role : `${access.role}, ${access.applications.join(', ')}`;
};

function reasonWords({ source, groupName, groupId, actor, time, requestId }: AccessReason): string {
  const group = groupId === null ? '' : ` ${JSON.stringify(groupName ?? groupId)}`;
  const by = actor === null ? '' : `, by ${actor.kind} ${actor.id}, request ${requestId}`;
  return `  because: ${RULES[source]}${group}, set ${time}${by}`;
}

const accessLines = ({ before, after, because }: AccessChange): readonly string[] => [
  `access: ${accessWords(before)} → ${accessWords(after)}`,
  ...because.map(reasonWords),
];

const aboutLines = ({ group, about, address, reason }: HistoryEntry): readonly string[] => [
  ...(group === null ? [] : [`group: ${group.name ?? '(name unknown)'} (${group.id})`]),
  ...(about === null ? [] : [`id: ${about.id}${about.label === null ? '' : ` ${JSON.stringify(about.label)}`}`]),
  ...(address === null ? [] : [`from: ${address}`]),
  ...(reason === null ? [] : [`reason: ${reason}`]),
];

/** A member's history in words. */
export const auditLines = (entries: readonly HistoryEntry[]): AuditLine[] =>
  entries.map((entry) => ({
    time: entry.time,
    event: entry.type,
    title: isEventType(entry.type) ? catalogue[entry.type].title : entry.type,
    about: aboutLines(entry),
    changes: entry.changes.map(
      ({ attribute, before, value }) => `${shortName(attribute)}: ${shown(before)} → ${shown(value)}`,
    ),
    access: entry.access === null ? [] : accessLines(entry.access),
    by: byWhom(entry),
    requestId: entry.requestId,
    position: entry.position === null ? null : String(entry.position),
  }));

/** Whose history is asked for: the one who has the name now, else the one who had it last; `lives` are all who have or had it. */
interface Found {
  readonly userId: string;
  readonly lives: readonly NameBearer[];
}

/** The rows, where they show everything that is in the log of the company; null where not. */
async function caughtUp({ store, rows }: AuditEngines, companyId: string): Promise<LiveModel | null> {
  const passed = await store.head(companyId);
  return rows && (await rows.queries.hasPassed({ companyId, passed, timeoutMs: ROWS_TIMEOUT_MS })) ? rows : null;
}

/** Why only the userNames of now are known. */
const NO_FORMER_NAMES =
  'former names are in the read model, which is missing or behind the log. Make it with: operator rebuild, or name the user by id.';

async function find({ store, rows }: AuditEngines, { id: companyId }: Company, called: string): Promise<Found> {
  const log = reads({ store });
  if ((await log.memberRights(companyId, called)).state.kind !== 'absent') return { userId: called, lives: [] };
  if (!rows) {
    const user = await log.readUser.execute(new ReadUser(companyId, { userName: called }));
    if (user) return { userId: user.id, lives: [] };
    throw new CannotWork(`No member has the userName ${JSON.stringify(called)} now, and ${NO_FORMER_NAMES}`);
  }
  const lives = await rows.queries.bearersOf(companyId, called);
  const [first] = lives;
  if (!first)
    throw new CannotWork(
      `Nobody in the company ${companyId} has or had the id, userName, e-mail address, displayName or externalId ${JSON.stringify(called)}. Former names count, too: check the spelling.`,
    );
  return { userId: first.userId, lives };
}

const bearerState = ({ isDeleted, until }: NameBearer): string => {
  if (until === null) return 'has it now';
  return isDeleted ? 'deleted' : 'has another name now';
};

/** Says that a name was not always that of the one who is shown. */
function printLives(called: string, { userId, lives }: Found): void {
  const others = new Set(lives.map((life) => life.userId));
  others.delete(userId);
  const isFormer = lives[0]?.until !== null;
  if (lives.length === 0 || (others.size === 0 && !isFormer)) return;
  if (others.size > 0)
    print(
      `${JSON.stringify(called)} is or was the name of ${others.size + 1} users. Below is ${isFormer ? 'the last who had it' : 'the one who has it now'}; see another with --user ID.`,
    );
  else print(`${JSON.stringify(called)} is a former name of this user.`);
  printTable(
    ['id', 'as', 'from', 'until', 'state'],
    lives.map((life) => [life.userId, life.kind, life.from, life.until ?? 'now', bearerState(life)]),
  );
}

/** Prints the history of a member, who is called by id or by any name that the member has or had. Throws CannotWork for a member that is not known. */
export function audit(options: GlobalOptions, called: string): Promise<ExitStatus> {
  return withAudit(options, async (engines) => {
    const { store, account } = engines;
    const company = await chooseCompany(options, reads({ store }));
    const rows = await caughtUp(engines, company.id);
    const found = await find({ store, account, rows }, company, called);
    const history = new History({
      store,
      security: account.security,
      groupsEver: async (companyId, userId) => (rows ? rows.queries.groupsEver(companyId, userId) : null),
    });
    const bar = progressBar('Reading the log');
    const entries = await history
      .ofMember(company.id, found.userId, (done, total) => bar.update(done, total))
      .finally(() => bar.end());
    const lines = auditLines(entries);
    if (options.json) {
      printJson({ company: company.id, id: found.userId, lives: found.lives, lines });
      return EXIT.fine;
    }
    printLives(called, found);
    print(`History of ${found.userId} of ${company.id}:`);
    printTable(
      ['time', 'event', 'what happened', 'what changed', 'by whom', 'request'],
      lines.map(({ time, event, title, about, changes, access, by, requestId }) => [
        time,
        event,
        title,
        [...about, ...changes, ...access],
        by,
        requestId,
      ]),
    );
    return EXIT.fine;
  });
}
