import { Inject, Injectable } from '@nestjs/common';
import type { Credentials } from '@luciq/access';
import { ConsoleRights, credentialOf, provenCredential } from '@luciq/access';
import type { Company } from '@luciq/domain';
import { isSessionValid } from '@luciq/domain';
import type { Session } from '@luciq/gateway-store';
import { userNameOf } from '@luciq/scim';
import { CREDENTIALS } from '../injection-tokens.ts';
import { textOf } from '../members/user-profile.ts';
import { revisionsOf } from '../sessions/browser-sessions.ts';
import { Administrators } from './administrators.ts';
import type { Caller } from './caller.ts';

/** Whom a session or a credential stands for, as the streams and the settings are now. */
@Injectable()
export class Authentication {
  constructor(
    @Inject(Administrators) private readonly administrators: Administrators,
    @Inject(ConsoleRights) private readonly rights: ConsoleRights,
    @Inject(CREDENTIALS) private readonly credentials: Credentials,
  ) {}

  /** Who an Authorization header proves to be; null for nobody. */
  ofCredential(header: string): Caller | null {
    const credential = provenCredential(this.credentials, header);
    return credential && { kind: 'service', name: credential.name, scopes: credential.scopes };
  }

  /** Who the session stands for; null for a session that is not valid any more. Everything that ends a session is decided here. */
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
    const revisions = revisionsOf(session);
    if (!revisions) return null;
    if (kind === 'setup') {
      const isGood =
        isSessionValid(company, revisions, { kind: 'setup-link', id: subject }) &&
        (await this.administrators.isTrustedLink(company, subject));
      return isGood ? { kind, company, linkId: subject, session, revisions } : null;
    }
    const admin = await this.administrators.access(company, { id: subject });
    if (
      kind !== 'member' ||
      admin.kind !== 'administrator' ||
      !(await this.rights.isSessionValid(company, admin, revisions))
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
      revisions,
    };
  }
}
