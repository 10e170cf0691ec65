/** Days that counts of refused requests are kept. */
export const REFUSALS_KEPT_DAYS = 30;

/** Counts of one company that are kept, the newest: one is of a token, a reason and an hour. */
export const REFUSALS_KEPT_PER_COMPANY = 2_000;

/** Counts that one answer can have. */
export const LISTED_REFUSALS = 500;

/** Old counts taken away when new ones are added, at most. */
export const TRIM_REFUSALS = 1_000;

/** Why a token that the company has or had does not open anything. */
export const TOKEN_REFUSALS = ['wrong-secret', 'revoked', 'expired', 'scim-off', 'issuer-left'] as const;

/** One of TOKEN_REFUSALS. */
export type TokenRefusal = (typeof TOKEN_REFUSALS)[number];

/** How often requests with one token were refused for one reason in one hour: never a secret, an address or a body. */
export interface RefusedCount {
  readonly companyId: string;
  readonly tokenId: string;
  readonly reason: TokenRefusal;
  /** Start of the hour, ISO 8601 in UTC with milliseconds. */
  readonly hour: string;
  readonly count: number;
  /** When the last of them came. */
  readonly lastAt: string;
}

/** Requests that were answered 401 though a company was meant, the same on every gateway. An engine that can't answer throws GatewayStoreUnavailable. */
export interface RefusedTokens {
  /** Adds to what was counted, and takes old counts away. One whose outcome is not known may be counted twice when it is repeated. */
  add(counts: readonly RefusedCount[]): Promise<void>;
  /** Of hours from `since` on, the newest first; at most LISTED_REFUSALS. */
  list(companyId: string, since: string): Promise<readonly RefusedCount[]>;
}

const HOUR_MS = 3_600_000;

/** The hour of a time. */
export const hourOf = (time: number): string => new Date(Math.floor(time / HOUR_MS) * HOUR_MS).toISOString();

/** Hours before this one are not kept any more, as the newest of the counts tells the time. */
export const oldestHour = (counts: readonly RefusedCount[]): string =>
  hourOf(Math.max(...counts.map(({ hour }) => Date.parse(hour))) - REFUSALS_KEPT_DAYS * 24 * HOUR_MS);
