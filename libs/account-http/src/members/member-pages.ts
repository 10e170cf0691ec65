import { Inject, Injectable } from '@nestjs/common';
import type { Because } from '@luciq/entitlement';
import { renderUser } from '@luciq/scim';
import type { Membership } from '@luciq/scim';
import { AccountUrls } from '../company/account-urls.ts';
import { noMember } from '../problem/company-problem.ts';
import type { BecauseView, MemberView } from './members.dto.ts';
import { displayNameOf, textOf } from './member-words.ts';
import { AcknowledgedRows } from '@luciq/http';

/** Why a member has something; a group that gives it is one that the member is in, so its name is known. */
function reason({ source, eventId, time, groupId }: Because, groups: readonly Membership[]): BecauseView {
  const groupName = groupId === undefined ? undefined : groups.find(({ id }) => id === groupId)?.display;
  return { source, ...(groupId === undefined ? {} : { groupId }), ...(groupName === undefined ? {} : { groupName }), eventId, time };
}

/** One member with everything that is known. */
@Injectable()
export class MemberPages {
  constructor(
    @Inject(AcknowledgedRows) private readonly rows: AcknowledgedRows,
    @Inject(AccountUrls) private readonly urls: AccountUrls,
  ) {}

  /** Waits for the rows: the page must show what the list before it showed. */
  async read(companyId: string, userId: string): Promise<MemberView> {
    const rows = await this.rows.caughtUp(companyId);
    const [found, memberships] = await Promise.all([rows.userAccess(companyId, userId), rows.groupsOfUsers(companyId, [userId])]);
    if (!found) throw noMember();
    const { user, access } = found;
    const groups = memberships.get(userId) ?? [];
    return {
      id: user.id,
      userName: textOf(user.attributes['userName']),
      displayName: displayNameOf(user.attributes),
      active: user.active,
      profile: renderUser(user, { baseUrl: this.urls.scim(), groups }),
      created: user.created,
      lastModified: user.lastModified,
      role: { value: access.role, because: reason(access.roleBecause, groups) },
      applications: access.applications.map(({ name, because }) => ({ name, because: reason(because, groups) })),
      groups: groups.map(({ id, display }) => ({ id, displayName: display ?? null })),
    };
  }
}
