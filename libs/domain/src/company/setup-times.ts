import type { CompanyEvent } from '@luciq/events';
import type { Applied } from '../decider.ts';

/** When a company first came to what it has now; null for what it has not. */
export interface SetupTimes {
  readonly samlConfigured: string | null;
  readonly samlEnabled: string | null;
  readonly tokenIssued: string | null;
  readonly scimEnabled: string | null;
}

/** A company that was just registered. */
export const NOT_SET_UP: SetupTimes = { samlConfigured: null, samlEnabled: null, tokenIssued: null, scimEnabled: null };

/** The times after one more event of a company. Total. */
export function nextSetupTimes(times: SetupTimes, { event, time }: Applied<CompanyEvent>): SetupTimes {
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
    case 'CompanyRegistered':
    case 'OwnershipGranted':
    case 'OwnershipRevoked':
    case 'ApplicationsChanged':
    case 'DefaultAccessChanged':
    case 'GroupMappingSet':
    case 'GroupMappingRemoved':
    case 'SamlEncryptionOffered':
    case 'SamlEncryptionWithdrawn':
    case 'ScimPaused':
    case 'ScimResumed':
    case 'TokenRevoked':
    case 'TokenHandedOver':
    case 'SetupLinkIssued':
    case 'SetupLinkUsed':
    case 'SetupLinkWithdrawn':
    case 'SessionsEnded':
      return times;
  }
}
