import { policyOf } from '@luciq/domain';
import { ChangeUser, reads } from '@luciq/provisioning';
import { commandContexts } from '../../command-context.ts';
import type { ExitStatus } from '../../ending.ts';
import { CannotWork, EXIT } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { chooseCompany, withLog, withRows, withWrites } from '../../engines/with-engines.ts';
import { findMember } from '../../members.ts';
import { print, printJson, printTable } from '../../output.ts';

/** Lists the renames of owners and administrators that wait to be confirmed, as far as the rows are. */
export function listRenames(options: GlobalOptions): Promise<ExitStatus> {
  return withLog(options, 'read', async (store) => {
    const { id } = await chooseCompany(options, reads({ store }));
    const waiting = await withRows(options, ({ queries }) => queries.waitingRenames(id));
    const renames = waiting.map(({ user, rename: { signInName, since, by } }) => ({
      userId: user.id,
      userName: user.attributes['userName'] ?? null,
      signInName,
      since,
      by,
    }));
    if (options.json) {
      printJson({ company: id, renames });
      return EXIT.fine;
    }
    printTable(
      ['member', 'signs in as', 'new userName', 'since', 'by'],
      renames.map(({ userId, userName, signInName, since, by }) => [
        userId,
        signInName,
        typeof userName === 'string' ? userName : '',
        since,
        `${by.kind} ${by.id}`,
      ]),
    );
    if (renames.length === 0) print('No rename waits.');
    return EXIT.fine;
  });
}

/** Lets the new userName of a member sign in. Throws CannotWork for nobody, and for a member who has another userName by now. */
export function confirmRename(
  options: GlobalOptions,
  { user: called, userName }: { readonly user: string; readonly userName: string },
): Promise<ExitStatus> {
  return withWrites(options, async (write) => {
    const company = await chooseCompany(options, write);
    const userId = await findMember(write, company, called);
    const outcome = await write.changeUser.execute(
      new ChangeUser({
        type: 'ConfirmSignInName',
        context: commandContexts(company.id)(),
        userId,
        policy: policyOf(company),
        userName,
      }),
    );
    if (outcome.kind === 'refused')
      throw new CannotWork(
        `The member ${userId} is not called ${JSON.stringify(userName)} now. Look at the renames again: operator company renames list.`,
      );
    if (options.json) printJson({ company: company.id, userId, userName, changed: outcome.changed });
    else
      print(
        outcome.changed
          ? `${userName} signs in from now on; the former name does not.`
          : `${userName} signs in already.`,
      );
    return EXIT.fine;
  });
}
