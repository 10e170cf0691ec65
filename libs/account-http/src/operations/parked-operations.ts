import type { CompanyLog, ParkedCompanies } from '@luciq/read-model';
import type { OperationsPort } from './operations-port.ts';

/** Parked companies of the rows at hand, which go on from this log. */
export const parkedOperations = (parked: ParkedCompanies, log: CompanyLog): Pick<OperationsPort, 'parked' | 'resume'> => ({
  parked: async () => (await parked.list()).map(({ companyId, reason, parkedAt, attempts }) => ({ companyId, reason, parkedAt, attempts })),
  resume: async (companyId) => {
    const outcome = await parked.resume({ companyId, log });
    return outcome.kind === 'refused' ? { kind: 'refused', reason: outcome.reason } : { kind: outcome.kind };
  },
});
