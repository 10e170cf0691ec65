import type { ClaimFenced, CompanyEvent } from '@luciq/events';
import type { Applied } from '@luciq/domain';

/** When a company first came to what it has now; null for what it has not. */
export interface SetupTimes {
  readonly samlConfigured: string | null;
  readonly samlEnabled: string | null;
  readonly tokenIssued: string | null;
  readonly scimEnabled: string | null;
}

const NOTHING: SetupTimes = { samlConfigured: null, samlEnabled: null, tokenIssued: null, scimEnabled: null };

/** Folds a company's stream to the times of its set-up. Total, as every fold of a stream. */
export const setupTimes = {
  initial: NOTHING,
  evolve(times: SetupTimes, { event, time }: Applied<CompanyEvent | ClaimFenced>): SetupTimes {
    switch (event.type) {
      case 'SamlConfigured':
        return { ...times, samlConfigured: times.samlConfigured ?? time };
      case 'SamlEnabled':
        return { ...times, samlEnabled: time };
      case 'SamlDisabled':
        return { ...times, samlEnabled: null };
      case 'TokenIssued':
        return { ...times, tokenIssued: times.tokenIssued ?? time };
      case 'ScimEnabled':
        return { ...times, scimEnabled: time };
      case 'ScimDisabled':
        return { ...times, scimEnabled: null, tokenIssued: null };
      default:
        return times;
    }
  },
};
