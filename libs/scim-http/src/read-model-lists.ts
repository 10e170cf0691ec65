import type { ListOutcome, ListRequest } from '@luciq/read-model';
import type { ResourceLists } from './engines.ts';

/** The queries of the read model that lists are made of. */
export interface ReadModelLists {
  listUsers(request: ListRequest): Promise<ListOutcome>;
}

/** Lists as the SCIM face asks for them. */
export function resourceLists(queries: ReadModelLists): ResourceLists {
  return {
    listUsers: async (request) => {
      const page = await queries.listUsers(request);
      return page.kind === 'behind' ? page : { kind: 'page', totalResults: page.totalResults, items: page.users, next: null };
    },
    listGroups: async () => ({ kind: 'page', totalResults: 0, items: [], next: null }),
    groupsOfUsers: async () => new Map(),
    knownMembers: async () => new Set(),
  };
}
