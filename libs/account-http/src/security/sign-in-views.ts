import { Inject, Injectable } from '@nestjs/common';
import type { SamlCame } from '@luciq/access';
import { readCertificate } from '@luciq/access';
import type { Company } from '@luciq/domain';
import type { Actor } from '@luciq/events';
import type { SecurityEntry } from '@luciq/gateway-store';
import { AcknowledgedRows } from '@luciq/http';
import { AccountUrls } from '../company/account-urls.ts';
import { CompanyViews } from '../company/company-views.ts';
import type { SignInListView, SignInView } from './security.dto.ts';

/** Names of refused sign-ins on one page that are looked up among the e-mail addresses of members. */
export const MAX_NAMES_LOOKED_UP = 20;

/** What the API shows of sign-ins: of a refused one also what came, and what it has to be. */
@Injectable()
export class SignInViews {
  constructor(
    @Inject(CompanyViews) private readonly views: CompanyViews,
    @Inject(AcknowledgedRows) private readonly rows: AcknowledgedRows,
    @Inject(AccountUrls) private readonly urls: AccountUrls,
  ) {}

  /** A page of entries as it is shown. */
  async entries(companyId: string, entries: readonly SecurityEntry[]): Promise<readonly SignInView[]> {
    const unknown = entries.flatMap((entry) => (entry.reason === 'no-member' ? (cameOf(entry)?.nameId ?? []) : []));
    const byEmail = new Map<string, string | null>();
    for (const name of [...new Set(unknown)].slice(0, MAX_NAMES_LOOKED_UP))
      byEmail.set(name, await this.rows.queries.userNameByEmail(companyId, name));
    return Promise.all(
      entries.map(async (entry): Promise<SignInView> => {
        const { id, time, event, reason, actorKind, actorId, address, requestId } = entry;
        const actor =
          actorKind === null || actorId === null
            ? null
            : await this.views.actor(companyId, { kind: actorKind as Actor['kind'], id: actorId });
        const came = cameOf(entry);
        const memberByEmail = reason === 'no-member' ? (byEmail.get(came?.nameId ?? '') ?? null) : null;
        return { id, time, event, reason, actor, address, requestId, came, memberByEmail };
      }),
    );
  }

  /** What an answer has to say as the company is configured now; null without SAML. */
  expected({ id, samlConfiguration }: Company): SignInListView['expected'] {
    if (!samlConfiguration) return null;
    const { entityId, acsUrl } = this.urls.saml(id);
    const { certificates, fingerprint, issuer } = samlConfiguration;
    const own = certificates.map(readCertificate).flatMap((read) => (read.kind === 'read' ? read.fingerprint : []));
    return {
      nameId: null,
      issuer,
      audience: entityId,
      destination: acsUrl,
      fingerprint: fingerprint ?? (own.length === 0 ? null : own.join(' ')),
    };
  }
}

const cameOf = ({ came }: SecurityEntry): SamlCame | null => (came === null ? null : (JSON.parse(came) as SamlCame));
