import type { MemberFact } from '@luciq/domain';
import { isCalled } from '@luciq/domain';
import type { UserDone, UserStreams } from './change-user.ts';

/** What a member's state says to whoever makes the member an owner; `seenAs` is the userName that was shown, where one was. */
export function memberFact({ user, waiting }: Pick<UserDone, 'user' | 'waiting'>, seenAs?: string): MemberFact {
  if (user === null) return { state: 'absent', revision: -1, renameWaits: false, isRenamed: false };
  const isRenamed = seenAs !== undefined && !isCalled({ user }, seenAs);
  return { state: user.active ? 'active' : 'inactive', revision: user.revision, renameWaits: waiting !== null, isRenamed };
}

/** The same of whoever has that id, as the stream says by now. Throws EventStoreUnavailable. */
export async function readMemberFact(users: UserStreams, companyId: string, { userId, seenAs }: { readonly userId: string; readonly seenAs?: string | undefined }): Promise<MemberFact> {
  const known = await users.known(companyId, userId);
  return memberFact({ user: known?.user ?? null, waiting: known?.signIn.waiting ?? null }, seenAs);
}

/** Those of the owners who are active by now. Throws EventStoreUnavailable. */
export async function readActiveOwners(users: UserStreams, companyId: string, owners: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(owners.map(async (id) => ({ id, user: await users.byId(companyId, id) })));
  return found.flatMap(({ id, user }) => (user?.active ? [id] : []));
}
