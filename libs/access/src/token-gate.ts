import { LRUCache } from 'lru-cache';
import type { Company, CompanyState, TokenState } from '@luciq/domain';
import { tokenClaim } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import type { StreamName } from '@luciq/events';
import { parseStream } from '@luciq/events';
import type { Companies } from '@luciq/provisioning';
import type { ConsoleRights } from './console-rights/console-rights.ts';
import { isSecretOf, tokenFromHeader } from './token.ts';

/** A company's state is confirmed against its stream at least this often, in milliseconds. */
export const CONFIRMED_WITHIN_MS = 1_000;
/** Tokens kept in memory, least recently used dropped first. */
export const MAX_CACHED_TOKENS = 10_000;

/**
 * For whom a request speaks, whose company may be paused; or why for nobody. The reason is for the log, and for who proved the secret; the answer is 401 for each.
 * `isFresh`: the company was read just now.
 */
export type Admission =
  | {
      readonly kind: 'admitted';
      readonly companyId: string;
      readonly tokenId: string;
      readonly company: Company;
      readonly isFresh: boolean;
    }
  | { readonly kind: 'refused'; readonly reason: 'no-token' | 'unknown-token' }
  | RefusedToken;

/**
 * A request with the id of a token that the company has or had. `issuer-left`: the member who issued it may issue none any more, and nobody made it the
 * company's own. `isProven`: it came with the secret, so the client may know the reason.
 */
export interface RefusedToken {
  readonly kind: 'refused';
  readonly reason: 'wrong-secret' | 'revoked' | 'expired' | 'scim-off' | 'issuer-left';
  readonly companyId: string;
  readonly tokenId: string;
  readonly isProven: boolean;
}

const refused = (reason: 'no-token' | 'unknown-token'): Admission => ({ kind: 'refused', reason });

/** Why a token that was revoked is refused. A company that is off has no tokens: its own turning off says more than the revocation that came of it. */
const reasonOfRevoked = ({ scim }: Company): 'revoked' | 'scim-off' => (scim === 'off' ? 'scim-off' : 'revoked');

/** False where only a newer state could admit the token; a revoked one never comes back. */
function isUsable(state: CompanyState, tokenId: string): boolean {
  if (state.kind === 'absent') return false;
  const { scim, tokens, revokedTokens } = state.company;
  return revokedTokens.has(tokenId) || (tokens.has(tokenId) && scim !== 'off');
}

/** What a gate is built with besides the log. */
export interface TokenGateOptions {
  readonly clock?: { monotonic(): number; now(): Date };
  /** What members may do; without it no token is admitted that goes with the member who issued it. */
  readonly rights?: Pick<ConsoleRights, 'of'>;
}

/** Finds the company of a token. The token alone says which company a request means. */
export class TokenGate {
  private readonly streams = new LRUCache<string, StreamName>({ max: MAX_CACHED_TOKENS });

  /** When the issuer of a token, by its id, was last found to be good, and by which state of the company. */
  private readonly issuers = new LRUCache<string, { readonly at: number; readonly company: Company }>({
    max: MAX_CACHED_TOKENS,
  });
  private readonly clock: { monotonic(): number; now(): Date };
  private readonly rights: Pick<ConsoleRights, 'of'> | null;

  constructor(
    private readonly store: Pick<EventStore, 'claimOwner'>,
    private readonly companies: Companies,
    { clock = { monotonic: () => performance.now(), now: () => new Date() }, rights }: TokenGateOptions = {},
  ) {
    this.clock = clock;
    this.rights = rights ?? null;
  }

  /** Judges an Authorization header. Throws EventStoreUnavailable where the company's state cannot be confirmed. */
  async admit(header: string | undefined): Promise<Admission> {
    const token = tokenFromHeader(header);
    if (!token) return refused('no-token');
    const stream = await this.streamOf(token.id);
    if (!stream) return refused('unknown-token');
    const { companyId } = parseStream(stream);
    const remembered = await this.companies.read(companyId, CONFIRMED_WITHIN_MS);
    // What was remembered may be older than the token, or than SCIM's being enabled: both work at once on every gateway.
    const { state, isFresh } =
      remembered.isFresh || isUsable(remembered.state, token.id) ? remembered : await this.companies.read(companyId, 0);
    if (state.kind === 'absent') return refused('unknown-token');
    const { company } = state;
    const known = company.tokens.get(token.id);
    const revoked = company.revokedTokens.get(token.id);
    const kept = known ?? revoked;
    if (!kept) return refused('unknown-token');
    const isProven = isSecretOf(kept, token.secret);
    const refusedToken = (reason: RefusedToken['reason']): Admission => ({
      kind: 'refused',
      reason,
      companyId,
      tokenId: token.id,
      isProven,
    });
    if (!known) return refusedToken(reasonOfRevoked(company));
    if (!isProven) return refusedToken('wrong-secret');
    if (known.expiresAt !== null && Date.parse(known.expiresAt) <= this.clock.now().getTime())
      return refusedToken('expired');
    if (company.scim === 'off') return refusedToken('scim-off');
    const isGood =
      known.issuer === null ||
      known.handedOver ||
      (await this.issuerIsGood(company, { ...known, id: token.id, issuer: known.issuer }));
    return isGood ? { kind: 'admitted', companyId, tokenId: token.id, company, isFresh } : refusedToken('issuer-left');
  }

  /** True while the member who issued the token could issue it still, and was never deactivated since: a token does not come back with a leaver. */
  private async issuerIsGood(
    company: Company,
    token: TokenState & { readonly id: string; readonly issuer: string },
  ): Promise<boolean> {
    const at = this.clock.monotonic();
    const before = this.issuers.get(token.id);
    if (before?.company === company && at - before.at < CONFIRMED_WITHIN_MS) return true;
    const access = await this.rights?.of(company, token.issuer);
    if (access?.kind !== 'administrator') return false;
    const { deactivatedAt } = access.rights;
    if (deactivatedAt !== null && Date.parse(deactivatedAt) >= Date.parse(token.issuedAt)) return false;
    this.issuers.set(token.id, { at, company });
    return true;
  }

  private async streamOf(tokenId: string): Promise<StreamName | null> {
    const cached = this.streams.get(tokenId);
    if (cached) return cached;
    const stream = await this.store.claimOwner(tokenClaim(tokenId));
    if (stream) this.streams.set(tokenId, stream);
    return stream;
  }
}
