import { companySentence } from '@luciq/domain';
import type { Company, CompanyCommand, CommandContext } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import { ChangeCompany, ChangeCompanyHandler } from '@luciq/provisioning';
import { commandContexts } from './command-context.ts';
import { CannotWork } from './ending.ts';
import { chooseCompany, withWrites } from './workplace.ts';
import type { ChosenCompany, GlobalOptions } from './workplace.ts';

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
  command: (context: CommandContext, chosen: ChosenCompany, store: EventStore) => CompanyCommand | Promise<CompanyCommand>,
): Promise<ChangedCompany> {
  return withWrites(options, async ({ store, acknowledgements }) => {
    const chosen = await chooseCompany(options, store);
    const { id } = chosen;
    const outcome = await new ChangeCompanyHandler(store, acknowledgements).execute(new ChangeCompany(await command(commandContexts(id)(), chosen, store)));
    if (outcome.kind === 'refused') throw new CannotWork(companySentence(outcome.refusal));
    if (outcome.company.kind === 'absent') throw new TypeError('a command that was done left no company');
    return { id, company: outcome.company.company, changed: outcome.changed };
  });
}
