import type { ExitStatus } from '../../ending.ts';
import { EXIT } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { withLog, withRows } from '../../engines/with-engines.ts';
import { print, printJson, printTable } from '../../output.ts';

/** Prints every company, its members and its state, as the read model knows them. */
export function listCompanies(options: GlobalOptions): Promise<ExitStatus> {
  return withLog(options, 'read', async (store) => {
    const rows = await withRows(options, ({ queries }) => queries.companies());
    const companies = await Promise.all(
      rows.map(async ({ companyId, name, memberCount, owners, saml, scim, appliedPosition }) => {
        const head = await store.head(companyId);
        return {
          id: companyId,
          name,
          members: memberCount,
          owners: Object.keys(owners).length,
          saml,
          scim,
          appliedPosition,
          upToDate: appliedPosition >= head,
        };
      }),
    );
    if (options.json) {
      printJson(companies);
      return EXIT.fine;
    }
    printTable(
      ['id', 'name', 'members', 'owners', 'SAML', 'SCIM', 'rows'],
      companies.map(({ id, name, members, owners, saml, scim, upToDate }) => [
        id,
        name ?? '',
        String(members),
        String(owners),
        saml,
        scim,
        upToDate ? 'up to date' : 'behind the log',
      ]),
    );
    if (companies.length === 0) print('No company yet.');
    return EXIT.fine;
  });
}
