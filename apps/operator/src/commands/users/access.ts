import type { Because } from '@luciq/entitlement';
import { reads } from '@luciq/provisioning';
import type { UserAccess } from '@luciq/read-model';
import { userNameOf } from '@luciq/scim';
import type { ExitStatus } from '../../ending.ts';
import { CannotWork, EXIT } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { chooseCompany, ROWS_TIMEOUT_MS, withLog, withRows } from '../../engines/with-engines.ts';
import { findMember } from '../../members.ts';
import { print, printJson, printTable } from '../../output.ts';
import { RULES } from './access-rules.ts';

/** Prints what a member may do, and why. Throws CannotWork for an unknown member and for rows that are behind the log. */
export function access(options: GlobalOptions, called: string): Promise<ExitStatus> {
  return withLog(options, 'read', async (store) => {
    const log = reads({ store });
    const company = await chooseCompany(options, log);
    const userId = await findMember(log, company, called);
    const passed = await store.head(company.id);
    const found = await withRows(options, async ({ queries }) => {
      if (!(await queries.hasPassed({ companyId: company.id, passed, timeoutMs: ROWS_TIMEOUT_MS }))) {
        throw new CannotWork(
          'The read model is behind the log. Start the product with npm start, or bring it up to date with: operator rebuild.',
        );
      }
      return queries.userAccess(company.id, userId);
    });
    if (!found)
      throw new CannotWork(
        `The member ${userId} was deleted. See what happened with: operator audit --user ${userId}.`,
      );
    report(options, company.id, found);
    return EXIT.fine;
  });
}

function report(
  { json }: GlobalOptions,
  company: string,
  { user, access: { role, roleBecause, applications } }: UserAccess,
): void {
  const { id, active, attributes } = user;
  const userName = userNameOf(attributes) ?? '';
  if (json) {
    printJson({ company, id, userName, active, role, roleBecause, applications });
    return;
  }
  print(`${userName} (${id}) of ${company} is ${active ? 'active' : 'not active'}.`);
  printTable(
    ['access', 'value', 'why', 'since', 'event'],
    [
      row('role', role ?? '(none)', roleBecause),
      ...applications.map(({ name, because }) => row('application', name, because)),
    ],
  );
  if (applications.length === 0) print('No applications.');
}

const row = (kind: string, value: string, { source, time, eventId, groupId }: Because): readonly string[] => [
  kind,
  value,
  groupId === undefined ? RULES[source] : `${RULES[source]}: ${groupId}`,
  time,
  eventId,
];
