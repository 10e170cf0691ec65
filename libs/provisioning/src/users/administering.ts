import { Inject, Injectable } from '@nestjs/common';
import { accessInCompany, companyDecider } from '@luciq/domain';
import type { CompanyPolicy, CompanyState } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import { companyStream } from '@luciq/events';
import type { CompanyEvent } from '@luciq/events';
import type { UserResource } from '@luciq/scim';
import { EVENT_STORE, MEMBER_INDEX } from '../engines.ts';
import type { MemberIndex } from '../groups/check-members.ts';
import { StateCache } from '../writing/state-cache.ts';

/** Facts about a member's rights that a decision may need. */
export interface MemberRights {
  /** Who owns the company at this moment, and whether the member administers it. Throws EventStoreUnavailable. */
  of(companyId: string, user: UserResource): Promise<Pick<Required<CompanyPolicy>, 'owners' | 'administers'>>;
}

/** For whoever never renames anybody: every member counts as an administrator. */
export const EVERYBODY_ADMINISTERS: MemberRights = { of: () => Promise.resolve({ owners: [], administers: true }) };

/**
 * Rights as the company's stream tells them now; which groups a member is in comes from the rows. Where these are behind or away
 * and a group could make an administrator of the member, the member counts as one.
 */
@Injectable()
export class Administering implements MemberRights {
  private readonly companies: StateCache<CompanyState, CompanyEvent>;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(MEMBER_INDEX) private readonly index: MemberIndex,
  ) {
    this.companies = new StateCache<CompanyState, CompanyEvent>(store, companyDecider);
  }

  async of(companyId: string, user: UserResource): Promise<Pick<Required<CompanyPolicy>, 'owners' | 'administers'>> {
    const { state } = await this.companies.newest(companyStream(companyId));
    if (state.kind === 'absent') return { owners: [], administers: true };
    const { company } = state;
    const { owners, groupMappings } = company;
    const byGroups = [...groupMappings].filter(([, { role }]) => role === 'admin').map(([groupId]) => groupId);
    const groupIds = groupMappings.size === 0 ? [] : await this.index.groupsOf(companyId, user.id);
    return { owners, administers: accessInCompany(company, user.attributes, groupIds ?? byGroups).role === 'admin' };
  }
}
