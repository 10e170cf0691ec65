import type { CommandContext, Company, CompanyCommand } from '@luciq/domain';
import { companySentence } from '@luciq/domain';
import type { Reads } from '@luciq/provisioning';
import { ChangeCompany } from '@luciq/provisioning';
import { commandContexts } from '../../command-context.ts';
import { CannotWork } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { chooseCompany, withWrites } from '../../engines/with-engines.ts';

/** What became of a company. */
export interface ChangedCompany {
  readonly id: string;
  readonly company: Company;
  /** False where it was so before. */
  readonly changed: boolean;
}

/** Carries out one command to the chosen company. Throws CannotWork with the sentence of a refusal. */
export function changeCompany(
  options: GlobalOptions,
  command: (context: CommandContext, chosen: Company, log: Reads) => CompanyCommand | Promise<CompanyCommand>,
): Promise<ChangedCompany> {
  return withWrites(options, async (write) => {
    const chosen = await chooseCompany(options, write);
    const { id } = chosen;
    const outcome = await write.changeCompany.execute(
      new ChangeCompany(await command(commandContexts(id)(), chosen, write)),
    );
    if (outcome.kind === 'refused') throw new CannotWork(companySentence(outcome.refusal));
    if (outcome.company.kind === 'absent') throw new TypeError('a command that was done left no company');
    return { id, company: outcome.company.company, changed: outcome.changed };
  });
}
