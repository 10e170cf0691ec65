import type { ExitStatus } from '../../ending.ts';
import { EXIT } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { findMember } from '../../members.ts';
import { print, printJson } from '../../output.ts';
import { changeCompany } from './change-company.ts';

/** Whose sessions end. */
export interface EndSessionsGiven {
  /** Id or userName; everybody of the company unless given. */
  readonly user?: string;
}

/** Signs everybody of a company out, or one member: within a second no gateway lets them in, and links that nobody opened are dead. */
export async function endSessions(options: GlobalOptions, { user }: EndSessionsGiven): Promise<ExitStatus> {
  const { id } = await changeCompany(options, async (context, chosen, log) => ({
    type: 'EndSessions',
    context,
    userId: user === undefined ? null : await findMember(log, chosen, user),
  }));
  if (options.json) printJson({ company: id, user: user ?? null });
  else
    print(
      user === undefined
        ? `Everybody of ${id} is signed out, and set-up links that nobody opened are dead.`
        : `${user} of ${id} is signed out everywhere.`,
    );
  return EXIT.fine;
}
