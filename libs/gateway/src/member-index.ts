import type { AcknowledgedRows } from '@luciq/http';
import type { MemberIndex } from '@luciq/provisioning';
import { RIGHTS_WAIT_MS } from '@luciq/scim-http';
import { isEngineAway } from '@luciq/service';

/** The rows as an index of members. Where they can't be read nobody is known by them, and streams tell. */
export const memberIndex = (rows: AcknowledgedRows): MemberIndex => ({
  knownMembers: async (companyId, ids) => {
    try {
      return await rows.queries.knownUsers(companyId, ids);
    } catch (error) {
      if (isEngineAway(error)) return new Set<string>();
      throw error;
    }
  },
  groupsOf: async (companyId, userId) => {
    try {
      if (!(await rows.hasCaughtUp(companyId, RIGHTS_WAIT_MS))) return null;
      return ((await rows.queries.groupsOfUsers(companyId, [userId])).get(userId) ?? []).map(({ id }) => id);
    } catch (error) {
      if (isEngineAway(error)) return null;
      throw error;
    }
  },
});
