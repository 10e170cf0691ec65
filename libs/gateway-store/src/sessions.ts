/** Sessions swept away when one is created, at most: a sign-in does not wait for a long clean-up. */
export const SWEEP_SESSIONS = 500;

/** Started sign-ins swept away when another is started, at most. */
export const SWEEP_SIGN_INS = 500;

/** Assertions forgotten when another is recorded, at most. */
export const SWEEP_REPLAYS = 500;

/** Sessions that are listed of one company, or of none, the newest. */
export const LISTED_SESSIONS = 200;

/** An assertion is remembered for so long after its end, in milliseconds: clocks of gateways differ. */
export const REPLAY_MARGIN_MS = 600_000;

/** A browser's session of the account API. */
export interface Session {
  /** SHA-256 hex of the cookie's secret: who reads the store cannot act as anyone. */
  readonly digest: string;
  /** Null where it is not of one company. */
  readonly companyId: string | null;
  readonly kind: 'member' | 'setup' | 'operator';
  /** userId, linkId, or name and digest of the credential. */
  readonly subject: string;
  /** What an unsafe request must bring along in a header. */
  readonly csrf: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** The revisions at which it was made, as JSON of the code that made it; null for an operator's. */
  readonly grounds: string | null;
}

/** Sessions of browsers, the same on every gateway. An engine that can't answer throws GatewayStoreUnavailable. */
export interface Sessions {
  /** Sweeps some expired ones, too, by its own `createdAt`. */
  create(session: Session): Promise<void>;
  /** Null for none, an ended one and an expired one. `now` in the form of the other times: ISO 8601 in UTC with milliseconds. */
  find(digest: string, now: string): Promise<Session | null>;
  end(digest: string): Promise<void>;
  /** Those of a company that have not expired, or of no company, the newest first; at most LISTED_SESSIONS. */
  list(companyId: string | null, now: string): Promise<readonly Session[]>;
  /** Ends all of one subject of one company; says how many there were. */
  endOf(companyId: string, subject: string): Promise<number>;
}

/** A sign-in that was sent to an identity provider and has not come back. */
export interface SignIn {
  /** Id of the SAML request. */
  readonly id: string;
  readonly companyId: string;
  /** Where the browser goes afterwards. */
  readonly returnTo: string;
  readonly expiresAt: string;
}

/** Sign-ins on their way, the same on every gateway. An engine that can't answer throws GatewayStoreUnavailable. */
export interface SignIns {
  begin(entry: SignIn): Promise<void>;
  /** What was begun, to one caller of all; null for every other one, for none, and for one that has expired. */
  take(id: string, now: string): Promise<{ readonly companyId: string; readonly returnTo: string } | null>;
}

/** Which assertions were used. An engine that can't answer throws GatewayStoreUnavailable: then no sign-in may succeed. */
export interface ReplayGuard {
  /** True to one caller of all, on whichever gateway. Kept until `expiresAt`, from which on the caller must refuse the assertion itself. */
  first(companyId: string, assertionId: string, expiresAt: string, now: string): Promise<boolean>;
}
