/** Newest security events kept of each company. */
export const SECURITY_KEPT_PER_COMPANY = 2_000;

/** Days that a security event is kept. */
export const SECURITY_KEPT_DAYS = 90;

/** Most security events that one page can have. */
export const SECURITY_PAGE = 200;

/** Old security events taken away when one is added, at most: by number of its company, and by age of all. */
export const TRIM_SECURITY = 100;

/** A sign-in or a refusal as its company's owners see it; changes are events of the log and not kept here. Never a secret; names of people stand in `came` alone. */
export interface SecurityEntry {
  /** UUIDv7 in lower case. */
  readonly id: string;
  readonly companyId: string;
  readonly time: string;
  /** One of SECURITY_EVENTS of @luciq/telemetry. */
  readonly event: string;
  readonly reason: string | null;
  readonly actorKind: string | null;
  readonly actorId: string | null;
  /** IP address, or `unknown`. */
  readonly address: string;
  readonly requestId: string;
  /** What a refused answer of an identity provider said, as JSON; null for anything else. Personal data, as long as the entry is kept. */
  readonly came: string | null;
}

/** Security events of companies, the same on every gateway. An engine that can't answer throws GatewayStoreUnavailable. */
export interface SecurityEntries {
  /** One whose id is there already changes nothing. Takes old ones away, too. */
  add(entry: SecurityEntry): Promise<void>;
  /** The newest first; `before` is the id of the last one of the page before. At most SECURITY_PAGE. */
  list(
    companyId: string,
    query: { readonly before?: string; readonly limit: number },
  ): Promise<readonly SecurityEntry[]>;
}
