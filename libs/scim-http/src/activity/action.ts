import type { ActivityAction } from '@luciq/gateway-store';
import { SCIM_PATH } from '../scim-path.ts';

/** What is learnt of a request while it is handled, for its entry in the activity. Never a body, a secret or a name. */
export interface ActivityFacts {
  /** Id of the resource that a create made. */
  madeId: string | null;
  /** What the decision made of a member's state; null where that stayed. */
  status: 'deactivated' | 'reactivated' | null;
  scimType: string | null;
  detail: string | null;
}

/** Nothing is learnt yet. */
export const noFacts = (): ActivityFacts => ({ madeId: null, status: null, scimType: null, detail: null });

/** A request as its action is derived from it. `route` is the route's pattern, `query` its parameters. */
export interface Asked {
  readonly method: string;
  readonly route: string;
  readonly query: unknown;
  readonly status: ActivityFacts['status'];
}

/** A connector test asks for so many users at most: no import asks for so few. */
export const MAX_PROBE_COUNT = 2;

type ListedRoute = { readonly list: ActivityAction; readonly lookUp: ActivityAction };

const LISTS: ReadonlyMap<string, ListedRoute> = new Map([
  [`${SCIM_PATH}/Users`, { list: 'users-listed', lookUp: 'user-looked-up' }],
  [`${SCIM_PATH}/Groups`, { list: 'groups-listed', lookUp: 'group-looked-up' }],
]);

/** Where method and route alone say it. */
const ACTIONS: ReadonlyMap<string, ActivityAction> = new Map<string, ActivityAction>([
  [`POST ${SCIM_PATH}/Users`, 'user-created'],
  [`GET ${SCIM_PATH}/Users/:id`, 'user-read'],
  [`PUT ${SCIM_PATH}/Users/:id`, 'user-replaced'],
  [`PATCH ${SCIM_PATH}/Users/:id`, 'user-changed'],
  [`DELETE ${SCIM_PATH}/Users/:id`, 'user-deleted'],
  [`POST ${SCIM_PATH}/Groups`, 'group-created'],
  [`GET ${SCIM_PATH}/Groups/:id`, 'group-read'],
  [`PUT ${SCIM_PATH}/Groups/:id`, 'group-replaced'],
  [`PATCH ${SCIM_PATH}/Groups/:id`, 'group-changed'],
  [`DELETE ${SCIM_PATH}/Groups/:id`, 'group-deleted'],
  [`POST ${SCIM_PATH}/Bulk`, 'bulk'],
  ...['', '/Users', '/Groups'].map((of): [string, ActivityAction] => [`POST ${SCIM_PATH}${of}/.search`, 'searched']),
  ...[
    'ServiceProviderConfig',
    'Schemas',
    'Schemas/:id',
    'ResourceTypes',
    'ResourceTypes/:id',
    'Roles',
    'Roles/:id',
  ].map((path): [string, ActivityAction] => [`GET ${SCIM_PATH}/${path}`, 'discovery']),
]);

/** Actions that change nothing. */
export const READ_ACTIONS: ReadonlySet<ActivityAction> = new Set<ActivityAction>([
  'connector-tested',
  'user-read',
  'users-listed',
  'user-looked-up',
  'group-read',
  'groups-listed',
  'group-looked-up',
  'discovery',
  'searched',
]);

/** The action of a request; by its outcome where that changed the state of a user. */
export function actionOf({ method: sent, route, query, status }: Asked): ActivityAction {
  const method = sent === 'HEAD' ? 'GET' : sent;
  const listed = method === 'GET' ? LISTS.get(route) : undefined;
  if (listed) return listAction(listed, query);
  if (status !== null && method !== 'DELETE' && route.startsWith(`${SCIM_PATH}/Users`)) return `user-${status}`;
  return ACTIONS.get(`${method} ${route}`) ?? 'unknown';
}

/** The type that a route is about; null for none, or several. */
export function resourceTypeOf(route: string): 'User' | 'Group' | null {
  if (route.startsWith(`${SCIM_PATH}/Users`)) return 'User';
  return route.startsWith(`${SCIM_PATH}/Groups`) ? 'Group' : null;
}

function listAction({ list, lookUp }: ListedRoute, query: unknown): ActivityAction {
  const { filter, count } = (query ?? {}) as { readonly filter?: unknown; readonly count?: unknown };
  if (filter !== undefined) return lookUp;
  const isProbe =
    list === 'users-listed' && typeof count === 'string' && /^\d+$/.test(count) && Number(count) <= MAX_PROBE_COUNT;
  return isProbe ? 'connector-tested' : list;
}
