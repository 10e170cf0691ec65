import type { CommandContext, CompanyPolicy } from '@luciq/domain';
import { roleInCompany } from '@luciq/domain';
import type { UserResource } from '@luciq/scim';
import type { CompanyStreams } from '../companies/company-streams.ts';
import type { MemberIndex } from '../engines.ts';

/**
 * Rights as the company's stream tells them now; which groups a user is in comes from the rows. Where these are behind or away
 * and a group could make an administrator of the user, the user counts as one.
 */
export class Administering {
  constructor(
    private readonly companies: CompanyStreams,
    private readonly index: MemberIndex,
  ) {}

  /** Who owns the company at this moment, and whether the user administers it. Throws EventStoreUnavailable. */
  async of(
    { companyId, companyRevision }: CommandContext,
    user: UserResource,
  ): Promise<Pick<Required<CompanyPolicy>, 'owners' | 'administers'>> {
    const state = await this.companies.readAtLeast(companyId, companyRevision);
    if (state.kind === 'absent') return { owners: [], administers: true };
    const { company } = state;
    const { owners, groupMappings } = company;
    const byGroups = [...groupMappings].filter(([, { role }]) => role === 'admin').map(([groupId]) => groupId);
    const groupIds = groupMappings.size === 0 ? [] : await this.index.groupsOf(companyId, user.id);
    return {
      owners,
      administers:
        roleInCompany({ ...company, owners: [] }, { ...user, active: true }, groupIds ?? byGroups).role === 'admin',
    };
  }
}
