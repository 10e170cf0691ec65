import type { AcknowledgedPositions } from '@luciq/gateway-store';
import type { MemberIndex } from '@luciq/provisioning';
import { isEngineAway } from '@luciq/service';
import type { ResourceLists } from '../engines.ts';
import { RIGHTS_WAIT_MS } from '../limits.ts';

type Rows = Pick<ResourceLists, 'knownMembers' | 'groupsOfUsers' | 'listUsers'>;

/** The rows as an index of members. Where they can't be read nobody is known by them, and streams tell. */
export const memberIndex = (rows: Rows, acknowledgements: Pick<AcknowledgedPositions, 'acknowledged'>): MemberIndex => ({
  knownMembers: async (companyId, ids) => {
    try {
      return await rows.knownMembers(companyId, ids);
    } catch (error) {
      if (isEngineAway(error)) return new Set<string>();
      throw error;
    }
  },
  groupsOf: async (companyId, userId) => {
    try {
      const passed = await acknowledgements.acknowledged(companyId);
      if (passed === null) return null;
      const page = await rows.listUsers({ companyId, filter: null, sort: null, startIndex: 1, count: 0, passed, timeoutMs: RIGHTS_WAIT_MS });
      if (page.kind !== 'page') return null;
      return ((await rows.groupsOfUsers(companyId, [userId])).get(userId) ?? []).map(({ id }) => id);
    } catch (error) {
      if (isEngineAway(error)) return null;
      throw error;
    }
  },
});
