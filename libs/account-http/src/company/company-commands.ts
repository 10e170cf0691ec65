import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { TokenGate } from '@luciq/access';
import type { Company, CompanyCommand } from '@luciq/domain';
import { ChangeCompany } from '@luciq/provisioning';
import { isEngineAway } from '@luciq/service';
import { refusedBy } from '../problem/problem.ts';

/** Carries out commands to companies. */
@Injectable()
export class CompanyCommands {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(TokenGate) private readonly gate: TokenGate,
  ) {}

  /** Answers the company after the command. Throws the problem that a refusal is. */
  async run(command: CompanyCommand): Promise<Company> {
    const outcome = await this.commands.execute(new ChangeCompany(command));
    if (outcome.kind === 'refused') throw refusedBy(outcome.refusal);
    await this.tellGate(command.context.companyId);
    if (outcome.company.kind === 'absent') throw refusedBy({ kind: 'company-not-found' });
    return outcome.company.company;
  }

  /** SCIM in this process knows the change at once: a new token works at once. Other gateways know it a second later at most. */
  private async tellGate(companyId: string): Promise<void> {
    try {
      await this.gate.confirmedCompany(companyId, 0);
    } catch (error) {
      // The change is done, and its answer may be the only one that shows a secret.
      if (!isEngineAway(error)) throw error;
    }
  }
}
