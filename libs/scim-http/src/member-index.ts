import type { MemberIndex } from '@luciq/provisioning';
import { ReadModelUnavailable } from '@luciq/read-model';
import type { ResourceLists } from './engines.ts';

/** The rows as an index of members. Where they can't be read nobody is known by them, and streams tell. */
export const memberIndex = (rows: Pick<ResourceLists, 'knownMembers'>): MemberIndex => ({
  knownMembers: async (companyId, ids) => {
    try {
      return await rows.knownMembers(companyId, ids);
    } catch (error) {
      if (error instanceof ReadModelUnavailable) return new Set<string>();
      throw error;
    }
  },
});
