import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { TokenGate } from '@luciq/access';
import type { Company } from '@luciq/domain';
import { assertedAccess, effectiveAccess } from '@luciq/entitlement';
import type { GroupMapping, Provenance, Said } from '@luciq/entitlement';
import type { EventStore } from '@luciq/event-store';
import { userStream } from '@luciq/events';
import type { UserEvent } from '@luciq/events';
import { EVENT_STORE, ReadUser, StateCache } from '@luciq/provisioning';
import type { ReadModelQueries } from '@luciq/read-model';
import type { UserResource } from '@luciq/scim';
import { ROWS } from './engines.ts';
import { lastDeactivation } from './last-deactivation.ts';

/** What a member may do in the console, or why nothing. */
export type Standing =
  | { readonly kind: 'administrator'; readonly user: UserResource; readonly role: 'owner' | 'admin' }
  | { readonly kind: 'no-member' }
  | { readonly kind: 'deactivated'; readonly user: UserResource }
  | { readonly kind: 'not-admin'; readonly user: UserResource };

/** Which event said something does not matter here. */
const SOMETIME: Provenance = { eventId: '', time: '' };
const said = <T>(value: T): Said<T> => ({ value, ...SOMETIME });

/**
 * Tells who administers a company at this moment. Everything comes from streams, so that whoever was deactivated or demoted
 * is so at once; only which groups a member is in comes from rows, and may lag by as much as they do.
 */
@Injectable()
export class Administrators {
  private readonly deactivations: StateCache<string | null, UserEvent>;

  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(ROWS) private readonly rows: Pick<ReadModelQueries, 'groupsOfUsers'>,
    @Inject(TokenGate) private readonly gate: TokenGate,
    @Inject(EVENT_STORE) store: EventStore,
  ) {
    this.deactivations = new StateCache<string | null, UserEvent>(store, lastDeactivation);
  }

  /** The company as everything in the log tells by now; null for one that is not registered. */
  async company(companyId: string): Promise<Company | null> {
    const state = await this.gate.confirmedCompany(companyId, 0);
    return state.kind === 'registered' ? state.company : null;
  }

  /** The member with that id or userName, null for none. */
  member(companyId: string, by: { readonly id: string } | { readonly userName: string }): Promise<UserResource | null> {
    return this.queries.execute<ReadUser, UserResource | null>(new ReadUser(companyId, by));
  }

  /** How the member stands whom the id or userName names. */
  async standing(companyId: string, company: Company, by: { readonly id: string } | { readonly userName: string }): Promise<Standing> {
    const user = await this.member(companyId, by);
    if (!user) return { kind: 'no-member' };
    if (!user.active) return { kind: 'deactivated', user };
    const role = company.owners.includes(user.id) ? 'owner' : await this.roleOf(companyId, company, user);
    return role === 'owner' || role === 'admin' ? { kind: 'administrator', user, role } : { kind: 'not-admin', user };
  }

  /** True for a member who was deactivated then or later, even if active again: no session lives through that. */
  async wasDeactivatedSince(companyId: string, userId: string, time: string): Promise<boolean> {
    const { state } = await this.deactivations.newest(userStream(companyId, userId));
    return state !== null && Date.parse(state) >= Date.parse(time);
  }

  /** True for a set-up link that is known, and whose issuer could still issue it: whoever is an owner no more has left no way back in. */
  async isTrustedLink(companyId: string, company: Company, linkId: string): Promise<boolean> {
    const issuer = company.setupLinks.get(linkId)?.issuedBy;
    if (issuer?.kind !== 'member') return issuer !== undefined;
    const standing = await this.standing(companyId, company, { id: issuer.id });
    return standing.kind === 'administrator' && standing.role === 'owner';
  }

  private async roleOf(companyId: string, company: Company, user: UserResource): Promise<string | null> {
    const { extensionRole, scimRole } = assertedAccess(user.attributes);
    const mappings = company.groupMappings.size === 0 ? [] : await this.mappingsOf(companyId, company, user.id);
    const { role } = effectiveAccess({
      owner: null,
      status: said('active'),
      asserted: { ...(extensionRole === undefined ? {} : { extensionRole: said(extensionRole) }), ...(scimRole === undefined ? {} : { scimRole: said(scimRole) }) },
      groupMappings: mappings,
      defaults: said(company.defaults),
    });
    return role;
  }

  private async mappingsOf(companyId: string, company: Company, userId: string): Promise<readonly GroupMapping[]> {
    const groups = (await this.rows.groupsOfUsers(companyId, [userId])).get(userId) ?? [];
    return groups.flatMap(({ id: groupId }) => {
      const mapping = company.groupMappings.get(groupId);
      return mapping ? [{ ...SOMETIME, groupId, ...mapping }] : [];
    });
  }
}
