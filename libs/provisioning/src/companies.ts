import { Inject } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { CompanyEvent } from '@luciq/events';
import { companyStream } from '@luciq/events';
import type { CompanyRefusal, CompanyState } from '@luciq/domain';
import { CompanyCommand, companyDecider } from '@luciq/domain';
import type { AcknowledgedPositions } from '@luciq/gateway-store';
import type { EventStore } from '@luciq/event-store';
import { ACKNOWLEDGED_POSITIONS, EVENT_STORE } from './engines.ts';
import { StateCache } from './state-cache.ts';
import { decideAndAppend } from './write-loop.ts';

/** What became of a command to a company. */
export type CompanyOutcome =
  | { readonly kind: 'done'; readonly company: CompanyState; readonly changed: boolean }
  | { readonly kind: 'refused'; readonly refusal: CompanyRefusal };

/** Carries out every command to a company. */
@CommandHandler(CompanyCommand)
export class CompanyCommandHandler implements ICommandHandler<CompanyCommand, CompanyOutcome> {
  private readonly states: StateCache<CompanyState, CompanyEvent>;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(ACKNOWLEDGED_POSITIONS) private readonly acknowledgements: AcknowledgedPositions,
  ) {
    this.states = new StateCache<CompanyState, CompanyEvent>(store, companyDecider);
  }

  /** Answers once the change is durable. Throws EventStoreUnavailable; a repeat is then safe. */
  async execute(command: CompanyCommand): Promise<CompanyOutcome> {
    const { companyId } = command.context;
    const { store, states } = this;
    const outcome = await decideAndAppend(companyDecider, { stream: companyStream(companyId), command }, { store, states });
    if (outcome.kind === 'claimed') return { kind: 'refused', refusal: { kind: 'token-id-taken' } };
    if (outcome.kind === 'refused') return outcome;
    const last = outcome.records.at(-1);
    if (last) await this.acknowledgements.acknowledge(companyId, last.position);
    return { kind: 'done', company: outcome.state, changed: outcome.records.length > 0 };
  }
}
