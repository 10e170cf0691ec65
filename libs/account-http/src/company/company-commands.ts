import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Company, CompanyCommand } from '@luciq/domain';
import { ChangeCompany } from '@luciq/provisioning';
import { refusedBy } from '../problem/problem.ts';

/** Carries out commands to companies. */
@Injectable()
export class CompanyCommands {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  /**
   * Answers the company after the command. SCIM in this process knows the change at once: a new token works as soon as it can be
   * copied. Other gateways know it a second later at most. Throws the problem that a refusal is.
   */
  async run(command: CompanyCommand): Promise<Company> {
    const outcome = await this.commands.execute(new ChangeCompany(command));
    if (outcome.kind === 'refused') throw refusedBy(outcome.refusal);
    if (outcome.company.kind === 'absent') throw refusedBy({ kind: 'company-not-found' });
    return outcome.company.company;
  }
}
