import { UserStreams, readMemberFact } from '@luciq/provisioning';
import { changeCompany } from './change-company.ts';
import { EXIT } from './ending.ts';
import type { ExitStatus } from './ending.ts';
import { findMember } from './members.ts';
import { print, printJson } from './output.ts';
import type { GlobalOptions } from './workplace.ts';

/** Whose ownership passes to whom: ids or userNames. */
export interface TransferGiven {
  readonly from: string;
  readonly to: string;
}

/** Makes a member an owner in place of another. */
export async function transferOwnership(options: GlobalOptions, { from, to }: TransferGiven): Promise<ExitStatus> {
  let toId = '';
  const { id, company, changed } = await changeCompany(options, async (context, chosen, store) => {
    const fromId = chosen.company.owners.includes(from) ? from : await findMember(store, chosen, from);
    toId = await findMember(store, chosen, to);
    return { type: 'TransferOwnership', context, from: fromId, to: toId, member: await readMemberFact(new UserStreams(store), chosen.id, { userId: toId }) };
  });
  if (options.json) printJson({ company: id, owners: company.owners, changed });
  else print(changed ? `The ownership of ${id} passed to ${to}.` : `${to} owns ${id} already, and ${from} does not.`);
  return EXIT.fine;
}
