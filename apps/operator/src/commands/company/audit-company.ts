import type { CompanyEvent, EventRecord } from '@luciq/events';
import { companyStream, subjectOf } from '@luciq/events';
import type { AccountStore, SecurityEntry } from '@luciq/gateway-store';
import { SECURITY_PAGE } from '@luciq/gateway-store';
import { reads } from '@luciq/provisioning';
import type { ExitStatus } from '../../ending.ts';
import { EXIT } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { chooseCompany, withAccount } from '../../engines/with-engines.ts';
import { print, printJson, printTable } from '../../output.ts';

/** Something that was done to a company, or a sign-in to its console. */
export interface CompanyAuditLine {
  readonly time: string;
  /** Type of the event of the log, or `signed-in`, `sign-in-refused` and the like. */
  readonly what: string;
  /** Why it was refused, or what it is about: a token, link or member by id; null for neither. */
  readonly about: string | null;
  /** `<kind> <id>`; null where nobody knows. */
  readonly by: string | null;
  /** IP address of a sign-in; null for a change. */
  readonly address: string | null;
  readonly requestId: string;
}

function changeLine({ time, event, cause }: EventRecord<CompanyEvent>): CompanyAuditLine {
  return {
    time,
    what: event.type,
    about: subjectOf(event),
    by: `${cause.actor.kind} ${cause.actor.id}`,
    address: null,
    requestId: cause.requestId,
  };
}

const signInLine = ({
  time,
  event,
  reason,
  actorKind,
  actorId,
  address,
  requestId,
}: SecurityEntry): CompanyAuditLine => ({
  time,
  what: event,
  about: reason,
  by: actorKind === null ? null : `${actorKind} ${actorId ?? ''}`.trim(),
  address,
  requestId,
});

async function signInsOf(
  { security }: Pick<AccountStore, 'security'>,
  companyId: string,
): Promise<readonly SecurityEntry[]> {
  const all: SecurityEntry[] = [];
  for (let before: string | undefined; ; before = all.at(-1)?.id) {
    const page = await security.list(companyId, { ...(before === undefined ? {} : { before }), limit: SECURITY_PAGE });
    all.push(...page);
    if (page.length < SECURITY_PAGE) return all;
  }
}

/** Prints what was done to a company and who came into its console, in order: changes from the log, sign-ins and refusals of the last 90 days. */
export function auditCompany(options: GlobalOptions): Promise<ExitStatus> {
  return withAccount(options, async ({ store, account }) => {
    const { id } = await chooseCompany(options, reads({ store }));
    const changes = (await store.readStream(companyStream(id))) as readonly EventRecord<CompanyEvent>[];
    const lines = [...changes.map(changeLine), ...(await signInsOf(account, id)).map(signInLine)].toSorted((a, b) =>
      a.time.localeCompare(b.time),
    );
    if (options.json) {
      printJson({ company: id, lines });
    } else {
      print(`History of the company ${id}:`);
      printTable(
        ['time', 'what', 'about', 'by whom', 'from'],
        lines.map(({ time, what, about, by, address }) => [
          time,
          what,
          about ?? '',
          by ?? 'nobody known',
          address ?? '',
        ]),
      );
    }
    return EXIT.fine;
  });
}
