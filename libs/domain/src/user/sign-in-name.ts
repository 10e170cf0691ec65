import type { Actor, Attributes, Claim, UserEvent } from '@luciq/events';
import { plain } from '@luciq/events';
import type { UserResource } from '@luciq/scim';
import { foldCase, userNameOf } from '@luciq/scim';
import type { CompanyPolicy } from '../access/access-rules.ts';
import type { Company } from '../company/company-state.ts';
import type { Applied } from '../decider.ts';
import { nameClaims } from '../name-claims.ts';

/** A rename that someone has still to confirm. */
export interface WaitingRename {
  /** The former userName, which signs in until then and which nobody else can take. */
  readonly signInName: string;
  /** When the name was first changed, RFC 3339. */
  readonly since: string;
  /** Who made the change. */
  readonly by: Actor;
}

/** By which name a member signs in. */
export interface SignIn {
  /** Null while the userName signs in. */
  readonly waiting: WaitingRename | null;
  /** Revision of the member's stream at which the name that signs in was taken; CONFIRMED_NAME once someone confirmed it. */
  readonly namedAt: number;
}

/** A member who was provisioned and not deleted. */
export interface KnownUser {
  readonly user: UserResource;
  readonly signIn: SignIn;
}

/** Stands in `namedAt` for a name that an owner or operator confirmed: it is older than any ownership. */
export const CONFIRMED_NAME = -1;

/** The claims on a userName: unique per company in the form in which names are compared (RFC 7643 section 4.1.1). */
export const userNameClaims = (companyId: string, userName: string): readonly Claim[] =>
  nameClaims(companyId, 'userName', userName);

/** True if both are one name, as names are compared. */
const isSameName = (one: string | null, other: string | null): boolean =>
  one === null || other === null ? one === other : foldCase(one) === foldCase(other);

/** The name that signs the member in. */
export const signInNameOf = ({ user, signIn }: KnownUser): string | null =>
  signIn.waiting?.signInName ?? userNameOf(user.attributes);

/** True if an identity provider means this member by that name. */
export const signsInAs = (known: KnownUser, name: string): boolean => isSameName(signInNameOf(known), name);

/** True if that is the member's userName, whether or not it signs in. */
export const isCalled = ({ user }: Pick<KnownUser, 'user'>, name: string): boolean =>
  isSameName(userNameOf(user.attributes), name);

/** Names that nobody else of the company can take: the userName, and the one that signs in while a rename waits. */
export function namesOf({ user, signIn }: KnownUser): readonly string[] {
  const names = [userNameOf(user.attributes), signIn.waiting?.signInName ?? null].filter((name) => name !== null);
  return names.filter((name, at) => names.findIndex((other) => isSameName(name, other)) === at);
}

/**
 * True for an owner whose name was changed after the ownership was given, without waiting: at the moment of the rename the
 * gateway did not know of the ownership yet. Nobody gave the company to that name.
 */
export const isNamedLater = ({ ownedSince }: Pick<Company, 'ownedSince'>, { user, signIn }: KnownUser): boolean =>
  signIn.waiting === null && signIn.namedAt > (ownedSince.get(user.id) ?? Infinity);

/** What a change of attributes means for the name that signs in. */
export type RenameDecision =
  /** Events before and after that of the rename itself, so that no state in between signs anybody in by the new name. */
  | { readonly kind: 'renamed'; readonly before: readonly UserEvent[]; readonly after: readonly UserEvent[] }
  /** It has to be known first whether the member administers the company. */
  | { readonly kind: 'rights-needed' };

const nothing: Extract<RenameDecision, { kind: 'renamed' }> = { kind: 'renamed', before: [], after: [] };

/**
 * Decides about a rename. Of an owner or administrator the former name stays the one that signs in: otherwise anyone who may rename
 * could make someone else's account out of it.
 */
export function decideRename({ user, signIn }: KnownUser, after: Attributes, policy: CompanyPolicy): RenameDecision {
  const [former, next] = [userNameOf(user.attributes), userNameOf(after)];
  if (former === null || isSameName(former, next)) return nothing;
  const data = { userId: user.id };
  if (signIn.waiting) {
    return isSameName(signIn.waiting.signInName, next)
      ? { ...nothing, after: [{ type: 'SignInNameSettled', data: { ...data, how: 'taken-back' } }] }
      : nothing;
  }
  const hasRights = policy.owners.includes(user.id) || policy.administers;
  if (hasRights === undefined) return { kind: 'rights-needed' };
  return hasRights
    ? { ...nothing, before: [{ type: 'SignInNameHeld', data, personal: plain({ signInName: former }) }] }
    : nothing;
}

/** By which name the member signs in after one more event. Total. */
export function nextSignIn(before: KnownUser, { event, time, revision, cause }: Applied<UserEvent>): SignIn {
  const { signIn } = before;
  switch (event.type) {
    case 'SignInNameHeld':
      return { ...signIn, waiting: { signInName: event.personal.body.signInName, since: time, by: cause.actor } };
    case 'SignInNameSettled':
      return { waiting: null, namedAt: event.data.how === 'confirmed' ? CONFIRMED_NAME : signIn.namedAt };
    case 'ProfileUpdated': {
      const userName = userNameOf(event.personal.body.set);
      const isRenamed = signIn.waiting === null && userName !== null && !isCalled(before, userName);
      return isRenamed ? { ...signIn, namedAt: revision } : signIn;
    }
    case 'UserProvisioned':
    case 'AccessChanged':
    case 'UserDeactivated':
    case 'UserReactivated':
    case 'UserDeleted':
      return signIn;
  }
}
