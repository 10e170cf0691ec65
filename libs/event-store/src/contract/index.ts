import { describe } from '@jest/globals';
import { claimCases } from './claims.ts';
import type { ContractEngine } from './log.ts';
import { onLogOf } from './log.ts';
import { readingCases, sequenceCases } from './reading.ts';
import { revisionCases } from './revisions.ts';

export type { ContractEngine, ContractLog } from './log.ts';

/** Registers the jest tests that every event store must pass. Assumes nothing about positions but their order. */
export function eventStoreContract(name: string, engine: ContractEngine): void {
  describe(`${name} keeps the contract of an event store`, () => {
    const onLog = onLogOf(engine);
    revisionCases(onLog);
    claimCases(onLog);
    readingCases(onLog);
  });
}

/** Registers the tests for a store whose append gives records their company sequence, instead of leaving it to the relay. */
export function companySequenceContract(name: string, engine: ContractEngine): void {
  describe(`${name} numbers the records of a company`, () => sequenceCases(onLogOf(engine)));
}
