/** Newest entries kept of each company; up to TRIM_AFTER_ENTRIES more for each gateway until it takes them away. */
export const ACTIVITY_KEPT_PER_COMPANY = 20_000;

/** Days that an entry is kept. */
export const ACTIVITY_KEPT_DAYS = 30;

/** Most entries that one page can have. */
export const ACTIVITY_PAGE = 200;

/** A gateway counts the entries of a company again after it has added so many. */
export const TRIM_AFTER_ENTRIES = 500;

/** Old entries taken away when new ones are added, at most: of each company that is counted again, and by age of all. */
export const TRIM_ACTIVITY = 4_000;

/** The action of a request. */
export const ACTIVITY_ACTIONS = [
  'connector-tested',
  'user-created',
  'user-replaced',
  'user-changed',
  'user-deactivated',
  'user-reactivated',
  'user-deleted',
  'user-read',
  'users-listed',
  'user-looked-up',
  'group-created',
  'group-changed',
  'group-replaced',
  'group-deleted',
  'group-read',
  'groups-listed',
  'group-looked-up',
  'bulk',
  'discovery',
  'searched',
  'unknown',
] as const;

/** One of ACTIVITY_ACTIONS. */
export type ActivityAction = (typeof ACTIVITY_ACTIONS)[number];

/** What came of a request: done is 2xx and 304, held back 429, failed 5xx, refused any other. */
export type ActivityOutcome = 'done' | 'refused' | 'held-back' | 'failed';

/** What came of a request, by the status of its answer. */
export function outcomeOf(status: number): ActivityOutcome {
  if (status === 429) return 'held-back';
  if (status >= 500) return 'failed';
  return status < 300 || status === 304 ? 'done' : 'refused';
}

/** One request of an identity provider and what came of it: never a body, a secret or a name. */
export interface ActivityEntry {
  /** UUIDv7 in lower case, so that ids are in the order of the answers. */
  readonly id: string;
  readonly companyId: string;
  readonly time: string;
  readonly tokenId: string | null;
  readonly action: ActivityAction;
  readonly resourceType: 'User' | 'Group' | null;
  readonly resourceId: string | null;
  /** Status of the answer. */
  readonly status: number;
  readonly scimType: string | null;
  /** Sentence of a refusal. */
  readonly detail: string | null;
  readonly durationMs: number;
  /** Of the answer's `x-request-id`, and of the events that it caused. */
  readonly requestId: string;
  /** User agent, at most 200 characters. */
  readonly client: string | null;
}

/** Which entries are wanted, newest first. `before` is the id of the last entry of the page before. */
export interface ActivityQuery {
  readonly outcome?: ActivityOutcome;
  readonly before?: string;
  /** At most ACTIVITY_PAGE; more are not given. */
  readonly limit: number;
}

/** The oldest success of an action. */
export interface FirstSuccess {
  readonly time: string;
  readonly id: string;
}

/** Requests of identity providers with their outcomes, the same on every gateway. An engine that can't answer throws GatewayStoreUnavailable. */
export interface Activity {
  /** Entries of any companies; one whose id is there already changes nothing, so that a repeat is safe. Takes old ones away, too. */
  add(entries: readonly ActivityEntry[]): Promise<void>;
  list(companyId: string, query: ActivityQuery): Promise<readonly ActivityEntry[]>;
  find(companyId: string, id: string): Promise<ActivityEntry | null>;
  /** The oldest success of each action ever; it outlives its entry. */
  firstOf(companyId: string): Promise<ReadonlyMap<ActivityAction, FirstSuccess>>;
}

/** When tokens were last used, about. An engine that can't answer throws GatewayStoreUnavailable. */
export interface TokenUse {
  /** Time by tokenId. A time before the one known changes nothing. */
  used(uses: ReadonlyMap<string, string>): Promise<void>;
  /** Those of which something is known. */
  lastUsed(tokenIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}
