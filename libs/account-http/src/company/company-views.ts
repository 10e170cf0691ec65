import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { readCertificate } from '@luciq/access';
import type { Company } from '@luciq/domain';
import { liveTokens } from '@luciq/domain';
import { ASSIGNABLE_ROLES } from '@luciq/entitlement';
import type { Actor } from '@luciq/events';
import { AcknowledgedRows } from '@luciq/http';
import { ReadUser } from '@luciq/provisioning';
import { nameAt } from '@luciq/read-model';
import type { UserResource } from '@luciq/scim';
import { userNameOf } from '@luciq/scim';
import type { GroupMemberView } from '../groups/groups.dto.ts';
import { OPERATIONS } from '../injection-tokens.ts';
import { displayNameOf } from '../members/user-profile.ts';
import type { OperationsPort } from '../operations/operations-port.ts';
import { SamlEncryptionKeys } from '../saml/encryption-keys.ts';
import type { ActorView } from '../tokens/tokens.dto.ts';
import { AccountUrls } from './account-urls.ts';
import type { CertificateView, CompanyListView, CompanyView, OwnerView, SamlView } from './company.dto.ts';

/** Names of a member that is shown in short. */
export const summaryOf = ({ id, attributes }: UserResource): GroupMemberView => ({
  id,
  userName: userNameOf(attributes),
  displayName: displayNameOf(attributes),
});

function certificateViews(certificates: readonly string[]): CertificateView[] {
  const read = certificates.map(readCertificate).filter((certificate) => certificate.kind === 'read');
  return read.map(({ fingerprint, notAfter, subject, strength }) => ({
    fingerprint,
    notAfter,
    subject,
    weak: strength !== 'good',
  }));
}

function samlState({ saml, samlConfiguration }: Company): SamlView['state'] {
  if (saml === 'enabled') return 'enabled';
  return samlConfiguration ? 'configured' : 'off';
}

/** What the API shows of a company, and of those who did something to it. */
@Injectable()
export class CompanyViews {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(AcknowledgedRows) private readonly rows: AcknowledgedRows,
    @Inject(OPERATIONS) private readonly operations: OperationsPort,
    @Inject(AccountUrls) private readonly urls: AccountUrls,
    @Inject(SamlEncryptionKeys) private readonly encryptionKeys: SamlEncryptionKeys,
  ) {}

  /** A company as it is now; its members are counted as far as the rows are. */
  async company(company: Company): Promise<CompanyView> {
    const { id, name, scim, applications, defaults } = company;
    const row = await this.rows.queries.company(id);
    return {
      id,
      name,
      saml: this.saml(company),
      scim: { state: scim, baseUrl: this.urls.scim() },
      applications,
      defaults: { role: defaults.role, applications: defaults.applications },
      owners: await Promise.all(company.owners.map((userId) => this.owner(id, userId))),
      memberCount: row?.memberCount ?? 0,
      liveTokens: liveTokens(company, new Date().toISOString()),
      roles: ASSIGNABLE_ROLES,
    };
  }

  /** Every company as far as the rows are. */
  async companies(): Promise<CompanyListView> {
    const [rows, parked] = await Promise.all([this.rows.queries.companies(), this.operations.parked()]);
    const parkedIds = new Set(parked.map(({ companyId }) => companyId));
    return {
      companies: rows.map(({ companyId: id, name, saml, scim, memberCount: members }) => ({
        id,
        name,
        saml: saml === 'enabled' ? 'enabled' : 'off',
        scim,
        members,
        parked: parkedIds.has(id),
      })),
    };
  }

  /** Who did something, with the name of a member. */
  async actor(companyId: string, { kind, id }: Actor): Promise<ActorView> {
    return { kind, id, name: kind === 'member' ? await this.userName(companyId, id) : null };
  }

  /** Gives the view of each of these at a time, by the name that a member had then; also of who was deleted. */
  async actorsThen(companyId: string, actors: readonly Actor[]): Promise<(actor: Actor, time: string) => ActorView> {
    const ids = [...new Set(actors.flatMap(({ kind, id }) => (kind === 'member' ? [id] : [])))];
    const former = await this.rows.queries.formerNamesOf(companyId, ids);
    const now = new Map(await Promise.all(ids.map(async (id) => [id, await this.userName(companyId, id)] as const)));
    return ({ kind, id }, time) => ({
      kind,
      id,
      name:
        kind === 'member'
          ? nameAt(former.get(id) ?? [], { time, kinds: ['userName'], now: now.get(id) ?? null })
          : null,
    });
  }

  private async userName(companyId: string, userId: string): Promise<string | null> {
    const user = await this.user(companyId, userId);
    return user && userNameOf(user.attributes);
  }

  private user(companyId: string, id: string): Promise<UserResource | null> {
    return this.queries.execute(new ReadUser(companyId, { id }));
  }

  private async owner(companyId: string, userId: string): Promise<OwnerView> {
    const user = await this.user(companyId, userId);
    return {
      userId,
      userName: user && userNameOf(user.attributes),
      displayName: user ? displayNameOf(user.attributes) : null,
    };
  }

  private saml(company: Company): SamlView {
    const { samlConfiguration } = company;
    return {
      state: samlState(company),
      elsewhere: company.saml === 'enabled' && samlConfiguration === null,
      entryPoint: samlConfiguration?.entryPoint ?? null,
      issuer: samlConfiguration?.issuer ?? null,
      certificates: certificateViews(samlConfiguration?.certificates ?? []),
      fingerprint: samlConfiguration?.fingerprint ?? null,
      canEncrypt: this.encryptionKeys.canBeKept,
      encryption:
        company.samlEncryption === null ? null : (certificateViews([company.samlEncryption.certificate])[0] ?? null),
      sp: this.urls.saml(company.id),
    };
  }
}
