import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Administrator, ConsoleAccess, Credentials } from '@luciq/access';
import { ConsoleRights, trustedCredential } from '@luciq/access';
import type { Company, SessionRevisions } from '@luciq/domain';
import { signsInAs } from '@luciq/domain';
import { Companies, ReadGroup, ReadSignIn } from '@luciq/provisioning';
import { CREDENTIALS } from '../injection-tokens.ts';

/** Tells who administers a company now, and which set-up links are trusted. */
@Injectable()
export class Administrators {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Companies) private readonly companies: Companies,
    @Inject(ConsoleRights) private readonly rights: ConsoleRights,
    @Inject(CREDENTIALS) private readonly credentials: Credentials,
  ) {}

  /** The company as everything in the log tells by now; null for one that is not registered. */
  async company(companyId: string): Promise<Company | null> {
    const { state } = await this.companies.read(companyId, 0);
    return state.kind === 'registered' ? state.company : null;
  }

  /** What the member may do whom the id or userName names. */
  async access(company: Company, by: { readonly id: string } | { readonly userName: string }): Promise<ConsoleAccess> {
    if ('id' in by) return this.rights.of(company, by.id);
    const known = await this.queries.execute(new ReadSignIn(company.id, { name: by.userName }));
    if (!known) return { kind: 'no-member' };
    // A name may be held by a member whom it does not sign in: the rename of an owner or administrator waits until it is confirmed.
    return signsInAs(known, by.userName)
      ? this.rights.of(company, known.user.id)
      : { kind: 'rename-waiting', user: known.user };
  }

  /** The revisions of a session that an administrator begins now; null if the user left the group that gives the role. */
  async sessionRevisions(company: Company, { user, role, groupId }: Administrator): Promise<SessionRevisions | null> {
    const own = { company: company.revision, member: { role, revision: user.revision, group: null } } as const;
    if (groupId === null) return own;
    const view = await this.queries.execute(new ReadGroup(company.id, { id: groupId }));
    // Rows may be behind, so the stream decides.
    if (!view?.members.has(user.id)) return null;
    return { ...own, member: { ...own.member, group: { id: groupId, revision: view.group.revision } } };
  }

  /** True for a set-up link that is known and not withdrawn, and whose issuer could still issue it: an issuer who lost the right has left no way back in. */
  async isTrustedLink(company: Company, linkId: string): Promise<boolean> {
    const link = company.setupLinks.get(linkId);
    if (!link || link.withdrawn) return false;
    const { issuedBy, credential = null } = link;
    if (credential !== null) return trustedCredential(this.credentials, credential);
    // Links of before the credential was kept.
    if (issuedBy.kind === 'service') return this.credentials.has(issuedBy.id);
    if (issuedBy.kind !== 'member') return true;
    const access = await this.rights.of(company, issuedBy.id);
    return access.kind === 'administrator' && access.role === 'owner';
  }
}
