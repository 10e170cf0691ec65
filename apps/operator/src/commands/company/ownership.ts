import { ReadMemberFact } from '@luciq/provisioning';
import type { ExitStatus } from '../../ending.ts';
import { EXIT } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { findMember } from '../../members.ts';
import { print, printJson } from '../../output.ts';
import { changeCompany } from './change-company.ts';

/** Whose ownership passes to whom: ids or userNames. */
export interface TransferGiven {
  readonly from: string;
  readonly to: string;
}

/** Makes a member an owner in place of another. */
export async function transferOwnership(options: GlobalOptions, { from, to }: TransferGiven): Promise<ExitStatus> {
  let toId = '';
  const { id, company, changed } = await changeCompany(options, async (context, chosen, log) => {
    const fromId = chosen.owners.includes(from) ? from : await findMember(log, chosen, from);
    toId = await findMember(log, chosen, to);
    return {
      type: 'TransferOwnership',
      context,
      from: fromId,
      to: toId,
      member: await log.readMemberFact.execute(new ReadMemberFact(chosen.id, toId)),
    };
  });
  if (options.json) printJson({ company: id, owners: company.owners, changed });
  else print(changed ? `The ownership of ${id} passed to ${to}.` : `${to} owns ${id} already, and ${from} does not.`);
  return EXIT.fine;
}
