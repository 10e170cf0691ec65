import { Inject, Injectable } from '@nestjs/common';
import type { Credentials } from '@luciq/access';
import { credentialOf, provenCredential } from '@luciq/access';
import type { Company } from '@luciq/domain';
import { sessionHolds } from '@luciq/domain';
import type { Session } from '@luciq/gateway-store';
import { userNameOf } from '@luciq/scim';
import { CREDENTIALS } from '../injection-tokens.ts';
import { textOf } from '../members/user-profile.ts';
import { groundsOf } from '../sessions/browser-sessions.ts';
import { Administrators } from './administrators.ts';
import type { Caller } from './caller.ts';

/** Whom a session or a credential stands for, by what the streams and the settings tell at this moment. */
@Injectable()
export class Authentication {
  constructor(
    @Inject(Administrators) private readonly administrators: Administrators,
    @Inject(CREDENTIALS) private readonly credentials: Credentials,
  ) {}

  /** Who an Authorization header proves to be; null for nobody. */
  ofCredential(header: string): Caller | null {
    const credential = provenCredential(this.credentials, header);
    return credential && { kind: 'service', name: credential.name, scopes: credential.scopes };
  }

  /** Null where whom the session is of may not be here any more, or may be here again on other grounds. */
  async ofSession(session: Session): Promise<Caller | null> {
    const { kind, companyId, subject } = session;
    if (kind === 'operator') {
      const credential = credentialOf(this.credentials, subject);
      return credential?.scopes.has('operations') ? { kind, name: credential.name, session } : null;
    }
    const company = companyId === null ? null : await this.administrators.company(companyId);
    return company && this.ofCompany(company, session);
  }

  private async ofCompany(company: Company, session: Session): Promise<Caller | null> {
    const { kind, subject } = session;
    const grounds = groundsOf(session);
    if (!grounds) return null;
    if (kind === 'setup') {
      const isGood =
        sessionHolds(company, grounds, { kind: 'setup-link', id: subject }) &&
        (await this.administrators.isTrustedLink(company, subject));
      return isGood ? { kind, company, linkId: subject, session, grounds } : null;
    }
    const admin = await this.administrators.access(company, { id: subject });
    if (
      kind !== 'member' ||
      admin.kind !== 'administrator' ||
      !(await this.administrators.holds({ company, admin, grounds }))
    )
      return null;
    const { attributes } = admin.user;
    return {
      kind,
      company,
      userId: subject,
      userName: userNameOf(attributes) ?? '',
      displayName: textOf(attributes['displayName']),
      role: admin.role,
      session,
      grounds,
    };
  }
}
