import type { KeyObject } from 'node:crypto';
import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type {
  NameIdFormat,
  SamlOutcome,
  SamlRefusal,
  SamlVerified,
  ScreenedResponse,
  VerdictScope,
} from '@luciq/access';
import { CheckLane, CONSOLE_PATH, screenSamlResponse, signInUrl, VerdictCache } from '@luciq/access';
import type { Company, SessionRevisions } from '@luciq/domain';
import type { AccountStore } from '@luciq/gateway-store';
import { Administrators } from '../auth/administrators.ts';
import { AccountUrls } from '../company/account-urls.ts';
import { ACCOUNT_STORE } from '../injection-tokens.ts';
import { BrowserSessions } from '../sessions/browser-sessions.ts';
import { SamlEncryptionKeys } from './encryption-keys.ts';

/** How long a sign-in may take at the identity provider, in minutes. */
export const SIGN_IN_MINUTES = 15;
/** Longest path to go to after signing in, in characters. */
export const MAX_RETURN_TO_LENGTH = 500;

/** Why nobody was signed in: what the assertion lacks, or what the company and its members are not. */
export type SignInRefusal =
  | SamlRefusal
  | 'no-member'
  | 'deactivated'
  | 'not-admin'
  | 'rename-waiting'
  | 'replayed'
  | 'not-asked-for'
  | 'saml-off'
  | 'busy';

/** The outcome of an answer of an identity provider. */
export type SignInOutcome =
  | {
      readonly kind: 'member';
      readonly userId: string;
      readonly revisions: SessionRevisions;
      readonly returnTo: string;
    }
  | RefusedSignIn;

/** Why nobody was signed in; and the format of a name that is that of nobody, where the format may be why. */
export interface RefusedSignIn {
  readonly kind: 'refused';
  readonly reason: SignInRefusal;
  readonly nameIdFormat?: NameIdFormat;
  /** The member whom the identity provider named, where there is one. */
  readonly userId?: string;
}

const refused = (reason: SignInRefusal): RefusedSignIn => ({ kind: 'refused', reason });

/** Formats of names that are often ids of the identity provider, which Luciq does not know. */
const OPAQUE: ReadonlySet<NameIdFormat> = new Set<NameIdFormat>([
  'persistent',
  'kerberos',
  'entity',
  'X509SubjectName',
  'WindowsDomainQualifiedName',
  'other',
]);

/** A path of the console, and nothing that a browser could take for another host. */
const CONSOLE_PAGE = /^\/console\/[A-Za-z0-9/_.~?=&%-]*$/;

/** What a browser may take for another folder: it reads an escaped dot like a dot (URL Standard, double-dot path segment). */
const LEADS_ELSEWHERE = /\/\/|\.\.|%2e/i;

/** Where to go after signing in: the requested page if it is one of the console, else the company's first. */
export function safeReturnTo(wanted: string | undefined, companyId: string): string {
  const isPage =
    wanted !== undefined &&
    wanted.length <= MAX_RETURN_TO_LENGTH &&
    CONSOLE_PAGE.test(wanted) &&
    !LEADS_ELSEWHERE.test(wanted);
  return isPage ? wanted : `${CONSOLE_PATH}/companies/${companyId}`;
}

/** Signing in to the console through a company's identity provider. */
@Injectable()
export class SamlSignIn {
  private readonly lane = new CheckLane();
  private readonly verdicts = new VerdictCache();

  constructor(
    @Inject(ACCOUNT_STORE) private readonly store: Pick<AccountStore, 'signIns' | 'replays'>,
    @Inject(Administrators) private readonly administrators: Administrators,
    @Inject(BrowserSessions) private readonly sessions: BrowserSessions,
    @Inject(AccountUrls) private readonly urls: AccountUrls,
    @Inject(SamlEncryptionKeys) private readonly encryptionKeys: SamlEncryptionKeys,
  ) {}

  /** Where to send a browser to sign in; null where the company has configured no identity provider. */
  async begin(companyId: string, wanted: string | undefined): Promise<string | null> {
    const { samlConfiguration } = (await this.administrators.company(companyId)) ?? { samlConfiguration: null };
    if (!samlConfiguration) return null;
    // An id of XML begins with no digit.
    const requestId = `_${randomBytes(20).toString('hex')}`;
    const expiresAt = new Date(Date.now() + SIGN_IN_MINUTES * 60_000).toISOString();
    await this.store.signIns.begin({ id: requestId, companyId, returnTo: safeReturnTo(wanted, companyId), expiresAt });
    return signInUrl(this.urls.saml(companyId), samlConfiguration, { requestId, relayState: '' });
  }

  /** Judges what an identity provider answered. An assertion that was judged to be good is used up, whatever follows. */
  async finish(
    companyId: string,
    { samlResponse, relayState }: { readonly samlResponse: string; readonly relayState: string | undefined },
  ): Promise<SignInOutcome> {
    const company = await this.administrators.company(companyId);
    if (!company?.samlConfiguration) return refused('saml-off');
    const decryptionKey = (): KeyObject | null => this.encryptionKeys.open(company);
    const { samlConfiguration: configuration } = company;
    const screened = screenSamlResponse(this.urls.saml(companyId), configuration, {
      samlResponse,
      now: new Date(),
      decryptionKey,
    });
    if (screened.kind === 'refused') return screened;
    const verified = await this.checkOnce({ companyId, configuration }, screened);
    if (verified.kind === 'refused') return verified;
    const { assertionId, inResponseTo, notOnOrAfter } = verified;
    const now = new Date().toISOString();
    const isFirst = await this.store.replays.first(companyId, assertionId, notOnOrAfter, now);
    this.verdicts.remember({ companyId, configuration }, screened, 'replayed');
    if (!isFirst) return refused('replayed');
    if (inResponseTo === null)
      return this.admit(company, { ...verified, returnTo: safeReturnTo(relayState, companyId) });
    const begun = await this.store.signIns.take(inResponseTo, now);
    if (begun?.companyId !== companyId) return refused('not-asked-for');
    return this.admit(company, { ...verified, returnTo: begun.returnTo });
  }

  /** Checks a response that the identity provider signed fully, but only once, and one response at a time so that SCIM beside it continues. */
  private async checkOnce(scope: VerdictScope, screened: ScreenedResponse): Promise<SamlOutcome | RefusedSignIn> {
    const known = (): RefusedSignIn | null => {
      const reason = this.verdicts.get(scope, screened);
      return reason === null ? null : refused(reason);
    };
    const before = known();
    if (before !== null) return before;
    // Looked up again afterwards, because the same response may have waited before it.
    return (await this.lane.run(scope.companyId, () => known() ?? this.checkFully(scope, screened))) ?? refused('busy');
  }

  private checkFully(scope: VerdictScope, screened: ScreenedResponse): SamlOutcome {
    const outcome = screened.check();
    if (outcome.kind === 'refused') this.verdicts.remember(scope, screened, outcome.reason);
    return outcome;
  }

  private async admit(
    company: Company,
    { nameId, nameIdFormat, returnTo }: SamlVerified & { readonly returnTo: string },
  ): Promise<SignInOutcome> {
    const access = await this.administrators.access(company, { userName: nameId });
    if (access.kind === 'no-member')
      return OPAQUE.has(nameIdFormat) ? { ...refused('no-member'), nameIdFormat } : refused('no-member');
    // A name that does not sign in says nothing of the sessions that the former one has.
    if (access.kind === 'rename-waiting') return { ...refused('rename-waiting'), userId: access.user.id };
    const userId = access.user.id;
    // The company is that of which the assertion was verified: what was configured since ends the session before its first request.
    const revisions =
      access.kind === 'administrator' ? await this.administrators.sessionRevisions(company, access) : null;
    if (revisions) return { kind: 'member', userId, revisions, returnTo };
    // A user who may not sign in any more does not stay in a session that is still open.
    await this.sessions.endOf(company.id, userId);
    return { ...refused(access.kind === 'administrator' ? 'not-admin' : access.kind), userId };
  }
}
