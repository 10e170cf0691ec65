import { LRUCache } from 'lru-cache';
import type { Company, MemberRights, SessionRevisions } from '@luciq/domain';
import { isNamedLater, isValidInCompany, roleInCompany } from '@luciq/domain';
import type { Because } from '@luciq/entitlement';
import type { EventStore } from '@luciq/event-store';
import type { EventRecord, StreamName } from '@luciq/events';
import { groupStream } from '@luciq/events';
import type { Reads } from '@luciq/provisioning';
import type { UserResource } from '@luciq/scim';

/** Members whose groups were looked through for a removal, kept in memory, least recently used dropped first. */
export const MAX_CHECKED_MEMBERSHIPS = 10_000;

/** A member who may use the console, with what that follows from. */
export interface Administrator {
  readonly kind: 'administrator';
  readonly user: UserResource;
  readonly role: 'owner' | 'admin';
  readonly rights: MemberRights;
  /** The group whose mapping gives the role; null where it is given otherwise. */
  readonly groupId: string | null;
  readonly source: Because['source'];
  /** The last change of a mapping of one of the member's groups, as a revision of the company's stream; -1 for none. */
  readonly mappingsChanged: number;
}

/** What a member may do in the console, or why nothing. */
export type ConsoleAccess =
  | Administrator
  | { readonly kind: 'no-member' }
  | { readonly kind: 'deactivated'; readonly user: UserResource }
  | { readonly kind: 'not-admin'; readonly user: UserResource }
  /** The name does not sign the member in, or does not own the company, until someone confirms the rename. */
  | { readonly kind: 'rename-waiting'; readonly user: UserResource };

/** Groups that a member is in, by id, as far as the rows are. */
export type GroupsOf = (companyId: string, userId: string) => Promise<readonly string[]>;

/** Between these revisions of a group's stream a member was not taken out. */
interface Checked {
  readonly from: number;
  readonly to: number;
}

/**
 * Tells who administers a company now, and whether a session is still valid. It reads streams, so that a deactivation or lost
 * role counts at once. Only the groups of a user come from rows, and may lag as they do.
 */
export class ConsoleRights {
  private readonly memberships = new LRUCache<string, Checked>({ max: MAX_CHECKED_MEMBERSHIPS });

  constructor(
    private readonly store: EventStore,
    private readonly reads: Pick<Reads, 'memberRights'>,
    private readonly groupsOf: GroupsOf,
  ) {}

  /** What the member with that id may do. Throws EventStoreUnavailable, and what the rows throw. */
  async of(company: Company, userId: string): Promise<ConsoleAccess> {
    const rights = await this.reads.memberRights(company.id, userId);
    if (rights.state.kind !== 'known') return { kind: 'no-member' };
    const { user } = rights.state;
    const byThemselves = roleInCompany(company, user, []);
    if (byThemselves.role === null) return { kind: 'deactivated', user };
    if (isNamedLater(company, rights.state)) return { kind: 'rename-waiting', user };
    // Rows that are away keep no owner out.
    const groups =
      byThemselves.role === 'owner' || company.sessionsValidSince.mappings.size === 0
        ? []
        : await this.groupsOf(company.id, userId);
    const { role, roleBecause } = roleInCompany(company, user, groups);
    if (role !== 'owner' && role !== 'admin') return { kind: 'not-admin', user };
    const mappingsChanged = Math.max(-1, ...groups.map((id) => company.sessionsValidSince.mappings.get(id) ?? -1));
    return {
      kind: 'administrator',
      user,
      role,
      rights,
      groupId: roleBecause.groupId ?? null,
      source: roleBecause.source,
      mappingsChanged,
    };
  }

  /**
   * True for a session of an administrator that nothing has ended since it was made: not the company (sign-outs, SAML, ownership),
   * not the user's own stream (deactivation, asserted role), not the mapping or the group that gives the role.
   */
  async isSessionValid(company: Company, admin: Administrator, session: SessionRevisions): Promise<boolean> {
    const { member } = session;
    if (!member || !isValidInCompany(company, session, admin.user.id)) return false;
    if (member.role !== admin.role || admin.rights.activity > member.revision) return false;
    if (admin.role === 'owner') return true;
    if (admin.rights.role > member.revision || (member.group?.id ?? null) !== admin.groupId) return false;
    const defaultRoleChanged = admin.source === 'company-default' ? company.sessionsValidSince.defaultRole : -1;
    if (admin.mappingsChanged > session.company || defaultRoleChanged > session.company) return false;
    return member.group === null || !(await this.wasTakenOut(company.id, member.group, admin.user.id));
  }

  /** True for a member who was taken out of the group after that revision, even if put back. */
  private async wasTakenOut(
    companyId: string,
    group: { readonly id: string; readonly revision: number },
    userId: string,
  ): Promise<boolean> {
    const stream: StreamName = groupStream(companyId, group.id);
    const key = `${stream} ${userId}`;
    const known = this.memberships.get(key);
    const checked =
      known && known.from <= group.revision && known.to >= group.revision
        ? known
        : { from: group.revision, to: group.revision };
    const records = await this.store.readStream(stream, checked.to);
    if (records.some((record) => takesOut(record, userId))) return true;
    this.memberships.set(key, { from: checked.from, to: records.at(-1)?.revision ?? checked.to });
    return false;
  }
}

const takesOut = ({ event }: EventRecord, userId: string): boolean =>
  event.type === 'GroupDeleted' || (event.type === 'GroupMembersRemoved' && event.data.memberIds.includes(userId));
