import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { CompanyCommand, CompanyRefusal, CompanyState } from '@luciq/domain';
import { companyDecider } from '@luciq/domain';
import type { FormerOwner } from '@luciq/event-store';
import { EventStoreContended } from '@luciq/event-store';
import type { Claim, StreamName } from '@luciq/events';
import { companyStream } from '@luciq/events';
import type { AcknowledgedPositions } from '@luciq/gateway-store';
import { formerOwner, holds, MAX_CLAIM_ROUNDS } from '../writing/stale-claims.ts';
import type { WriteOutcome } from '../writing/write-loop.ts';
import { decideAndAppend } from '../writing/write-loop.ts';
import type { CompanyStreams } from './company-streams.ts';

/** What ChangeCompany came to. */
export type CompanyOutcome =
  | { readonly kind: 'done'; readonly company: CompanyState; readonly changed: boolean }
  | { readonly kind: 'refused'; readonly refusal: CompanyRefusal };

/** Changes one company. */
export class ChangeCompany extends Command<CompanyOutcome> {
  constructor(readonly command: CompanyCommand) {
    super();
  }
}

/** Carries out ChangeCompany. */
@CommandHandler(ChangeCompany)
export class ChangeCompanyHandler implements ICommandHandler<ChangeCompany> {
  constructor(
    private readonly companies: CompanyStreams,
    private readonly acknowledgements: AcknowledgedPositions,
  ) {}

  /** Answers once the change is durable. Throws EventStoreUnavailable; a repeat is then safe. */
  async execute({ command }: ChangeCompany): Promise<CompanyOutcome> {
    const { companyId } = command.context;
    const outcome = await this.write(command);
    if (outcome.kind === 'refused') return outcome;
    if (outcome.published !== null) await this.acknowledgements.acknowledge(companyId, outcome.published);
    return { kind: 'done', company: outcome.state, changed: outcome.records.length > 0 };
  }

  private async write(
    command: CompanyCommand,
  ): Promise<Exclude<WriteOutcome<CompanyState, CompanyRefusal>, { kind: 'claimed' }>> {
    const { companyId, companyRevision: seen } = command.context;
    const stream = companyStream(companyId);
    let takeFrom: FormerOwner | null = null;
    for (let round = 0; round < MAX_CLAIM_ROUNDS; round += 1) {
      const outcome: WriteOutcome<CompanyState, CompanyRefusal> = await decideAndAppend(
        companyDecider,
        { stream, command, seen, ...(takeFrom ? { takeFrom } : {}) },
        this.companies,
      );
      if (outcome.kind !== 'claimed') return outcome;
      const { owner, claim }: { readonly owner: StreamName; readonly claim: Claim } = outcome;
      const { state } = await this.companies.states.readNewest(owner);
      if (holds(this.companies, owner, state, claim)) return { kind: 'refused', refusal: { kind: 'token-id-taken' } };
      takeFrom = await formerOwner(this.companies, claim, owner);
    }
    throw new EventStoreContended(`a token id changed hands ${MAX_CLAIM_ROUNDS} times`);
  }
}
