import { describe, expect, it } from '@jest/globals';
import type { AccessDefaults, Actor, CompanyEvent, SamlSettings } from '@luciq/events';
import type { CommandContext } from '../command-context.ts';
import { specOf } from '../contract/given-when-then.ts';
import type { CompanyRefusal } from '../refusal.ts';
import { companyDecider, MAX_APPLICATION_NAME_LENGTH, MAX_APPLICATIONS } from './company.ts';
import type { CompanyCommand, MemberFact, SetGroupMapping } from './company-commands.ts';
import { MAX_LIVE_SETUP_LINKS, MAX_LIVE_TOKENS, MAX_TOKEN_LABEL_LENGTH } from './company-credentials.ts';
import { companySentence } from './company-messages.ts';
import type { Company, CompanyState, TokenDetails } from './company-state.ts';
import { liveTokens } from './company-state.ts';
import { MAX_EXPIRED_TOKENS, MAX_REVOKED_TOKENS } from './evolve-company.ts';
import {
  MAX_CERTIFICATE_LENGTH,
  MAX_CERTIFICATES,
  MAX_ENTRY_POINT_LENGTH,
  MAX_ISSUER_LENGTH,
} from './saml-settings.ts';

const by = (kind: Actor['kind']): CommandContext => ({
  companyId: 'acme',
  commandId: '00000000-0000-4000-8000-000000000001',
  requestId: '00000000-0000-4000-8000-000000000001',
  actor: { kind, id: 'someone' },
  tokenId: null,
  now: '2026-01-10T00:00:00.000Z',
});
const context = by('member');
const { now } = context;
const EARLIER = '2026-01-09T00:00:00.000Z';
const LATER = '2026-01-11T00:00:00.000Z';

const { given } = specOf(companyDecider);
const when = (...history: readonly CompanyEvent[]) => given(...history).when;
const company = (...history: readonly CompanyEvent[]): Company => {
  const { state } = given(...history);
  if (state.kind === 'absent') throw new Error('the history has no company');
  return state.company;
};

const DEFAULTS: AccessDefaults = { role: 'member', applications: [] };
const registered: CompanyEvent = {
  type: 'CompanyRegistered',
  data: { name: 'Acme', applications: ['Shop'], defaults: DEFAULTS },
};
const granted = (userId: string): CompanyEvent => ({ type: 'OwnershipGranted', data: { userId } });
const FINGERPRINT = '3f786850e387550fdab836ed7e6dc881de23001b';
const settings: SamlSettings = {
  entryPoint: 'https://idp.acme.example/sso',
  issuer: 'https://idp.acme.example',
  certificates: [],
  fingerprint: FINGERPRINT,
};
const configured: CompanyEvent = { type: 'SamlConfigured', data: settings };
const [samlOn, samlOff, scimOn, paused, resumed, scimOff] = (
  ['SamlEnabled', 'SamlDisabled', 'ScimEnabled', 'ScimPaused', 'ScimResumed', 'ScimDisabled'] as const
).map((type): CompanyEvent => ({ type, data: {} })) as [
  CompanyEvent,
  CompanyEvent,
  CompanyEvent,
  CompanyEvent,
  CompanyEvent,
  CompanyEvent,
];
const running = [registered, samlOn, scimOn];

const token: TokenDetails = { digest: 'ab'.repeat(32), lastFour: 'wxyz', expiresAt: null, label: null };
const issued = (tokenId: string, details: Partial<TokenDetails> = {}): CompanyEvent => ({
  type: 'TokenIssued',
  data: { tokenId, ...token, ...details },
});
const revoked = (tokenId: string): CompanyEvent => ({ type: 'TokenRevoked', data: { tokenId } });
const several = <T>(count: number, make: (id: string) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(`id-${index}`));

describe('a company', () => {
  const register: CompanyCommand = {
    type: 'RegisterCompany',
    context,
    name: 'Acme',
    applications: ['Shop'],
    defaults: DEFAULTS,
  };

  it('is registered once, under one name', () => {
    when()(register).then(registered);
    when(registered)({
      type: 'RegisterCompany',
      context,
      name: 'Other',
      applications: [],
      defaults: DEFAULTS,
    }).thenRefused({ kind: 'company-exists' });
  });

  it('is refused everything before it is registered', () => {
    const commands: readonly CompanyCommand[] = [
      { type: 'ChangeApplications', context, applications: [] },
      { type: 'EnableSaml', context: by('system'), elsewhere: true },
      { type: 'EnableScim', context },
      { type: 'IssueToken', context, tokenId: 't1', token },
      { type: 'UseSetupLink', context, linkId: 'l1', digest: 'digest' },
      {
        type: 'GrantOwnership',
        context,
        userId: 'u1',
        member: { state: 'active', revision: 0, renameWaits: false, isRenamed: false },
      },
    ];
    for (const command of commands) when()(command).thenRefused({ kind: 'company-not-found' });
  });

  it('claims the id of every token, also of one that was revoked', () => {
    const state: CompanyState = {
      kind: 'registered',
      company: company(...running, issued('t1'), issued('t2'), revoked('t1')),
    };
    expect(
      companyDecider
        .claims(state, 'acme')
        .map(({ value }) => value)
        .toSorted(),
    ).toEqual(['t1', 't2']);
    expect(companyDecider.claims(state, 'acme')).toContainEqual({ scope: '*', kind: 'token', value: 't1' });
  });

  it('has a sentence for every refusal, which names what it is about', () => {
    expect(companySentence({ kind: 'scim-not-off' })).toMatch(/turn SCIM off first/i);
    expect(companySentence({ kind: 'unknown-application', names: ['Web'] })).toContain('Web');
    const many: CompanyRefusal = { kind: 'application-twice', names: several(11, (id) => id) };
    expect(companySentence(many)).toMatch(/id-9 and more/);
  });
});

describe('SAML', () => {
  const configure = (given: Partial<SamlSettings>): CompanyCommand => ({
    type: 'ConfigureSaml',
    context,
    configuration: { ...settings, ...given },
  });
  const pem = '-----BEGIN CERTIFICATE-----\nQUJD\nREVG\n-----END CERTIFICATE-----';
  const kept = (given: Partial<SamlSettings>): CompanyEvent => ({
    type: 'SamlConfigured',
    data: { ...settings, ...given },
  });

  it('is configured with an address and a fingerprint or certificate, in one form', () => {
    when(registered)(configure({ fingerprint: '3F:78:68:50 E3:87:55:0F:DA:B8:36:ED:7E:6D:C8:81:DE:23:00:1B' })).then(
      configured,
    );
    when(
      registered,
      configured,
    )(configure({ fingerprint: null, certificates: [`  ${pem.replaceAll('\n', ' \r\n')}\n`, pem] })).then(
      kept({ fingerprint: null, certificates: [pem] }),
    );
    for (const entryPoint of ['http://localhost:8080/sso', 'http://127.0.0.1/sso'])
      when(registered)(configure({ entryPoint })).then(kept({ entryPoint }));
  });

  it('names the issuer, so that no other tenant of the identity provider is let in', () => {
    for (const issuer of [null, '', '  ', 'a'.repeat(MAX_ISSUER_LENGTH + 1), 'https://idp.example\r\n/x'])
      when(registered)(configure({ issuer })).thenRefused({ kind: 'issuer-missing' });
    when(registered)(configure({ issuer: ' urn:idp ' })).then(kept({ issuer: 'urn:idp' }));
    when(registered, configured)(configure({ issuer: 'urn:other' })).then(kept({ issuer: 'urn:other' }));
  });

  it('has several certificates while one takes the place of another', () => {
    const pems = several(MAX_CERTIFICATES + 1, (id) => pem.replace('QUJD', btoa(id)));
    when(registered)(configure({ fingerprint: null, certificates: pems.slice(1) })).then(
      kept({ fingerprint: null, certificates: pems.slice(1) }),
    );
    when(registered)(configure({ fingerprint: null, certificates: pems })).thenRefused({
      kind: 'too-many-certificates',
    });
  });

  it('keeps the address as a browser opens it', () => {
    when(registered)(configure({ entryPoint: ' HTTPS://IDP.example:443/a/../sso?x=1 ' })).then(
      kept({ entryPoint: 'https://idp.example/sso?x=1' }),
    );
  });

  it('is not configured with an address that a browser reads otherwise than a person', () => {
    const addresses = [
      'https:evil',
      'https:/evil',
      'https:\\\\evil',
      'https:///evil',
      'https://user:pw@idp.example/',
      'https://user@idp.example/',
      'https://@idp.example/',
      'https://idp.example\\@evil',
    ];
    for (const entryPoint of [
      ...addresses,
      'https://idp.example/\r\nSet-Cookie: a=b',
      'https://idp.exa\tmple/',
      'https://idp.example/\u202Egnp',
      'https://idp.exa\u200Bmple/',
      'ftp://idp.example/',
    ]) {
      when(registered)(configure({ entryPoint })).thenRefused({ kind: 'entry-point-not-https' });
    }
  });

  it('is not configured with anything else', () => {
    for (const entryPoint of [
      'http://idp.example/sso',
      'http://localhost.example/',
      'javascript:alert(1)',
      'idp',
      '',
      `https://idp.example/${'a'.repeat(MAX_ENTRY_POINT_LENGTH)}`,
    ]) {
      when(registered)(configure({ entryPoint })).thenRefused({ kind: 'entry-point-not-https' });
    }
    when(registered)(configure({ certificates: [pem] })).thenRefused({ kind: 'certificate-or-fingerprint' });
    when(registered)(configure({ fingerprint: null })).thenRefused({ kind: 'certificate-or-fingerprint' });
    const unread = [
      { fingerprint: 'ab'.repeat(32) },
      ...['', 'QUJD', `${pem}\n${pem}`, pem.replace('QUJD', 'A'.repeat(MAX_CERTIFICATE_LENGTH))].map((certificate) => ({
        fingerprint: null,
        certificates: [certificate],
      })),
    ];
    for (const wrong of unread) when(registered)(configure(wrong)).thenRefused({ kind: 'certificate-not-read' });
  });

  it('offers one certificate to encrypt for, until that is withdrawn', () => {
    const offered = (sealedKey: string): CompanyEvent => ({
      type: 'SamlEncryptionOffered',
      data: { certificate: pem, sealedKey },
    });
    const offer: CompanyCommand = {
      type: 'OfferSamlEncryption',
      context,
      encryption: { certificate: pem, sealedKey: 'first' },
    };
    const withdrawn: CompanyEvent = { type: 'SamlEncryptionWithdrawn', data: {} };
    when(registered)(offer).then(offered('first'));
    when(
      registered,
      offered('first'),
    )({ type: 'OfferSamlEncryption', context, encryption: { certificate: pem, sealedKey: 'second' } }).then();
    when(registered)({ type: 'WithdrawSamlEncryption', context }).then();
    when(registered, offered('first'))({ type: 'WithdrawSamlEncryption', context }).then(withdrawn);
    when(registered, offered('first'), withdrawn)(offer).then(offered('first'));
    expect(company(registered, offered('first'), samlOn, samlOff).samlEncryption).toMatchObject({ sealedKey: 'first' });
  });

  it('is enabled when it is configured and someone owns the company', () => {
    const enable: CompanyCommand = { type: 'EnableSaml', context, elsewhere: false };
    when(registered, granted('u1'))(enable).thenRefused({ kind: 'saml-not-configured' });
    when(registered, configured)(enable).thenRefused({ kind: 'no-owner' });
    when(registered, granted('u1'), configured)(enable).then(samlOn);
  });

  it('is said to be set up elsewhere by operators and this product alone', () => {
    for (const kind of ['operator', 'system'] as const)
      when(registered)({ type: 'EnableSaml', context: by(kind), elsewhere: true }).then(samlOn);
    for (const kind of ['member', 'service', 'setup-link', 'idp'] as const) {
      when(registered)({ type: 'EnableSaml', context: by(kind), elsewhere: true }).thenRefused({
        kind: 'saml-not-configured',
      });
    }
  });

  it('is disabled only while SCIM is off, and what was configured is trusted no more', () => {
    const disable: CompanyCommand = { type: 'DisableSaml', context };
    when(...running)(disable).thenRefused({ kind: 'scim-not-off' });
    when(...running, paused)(disable).thenRefused({ kind: 'scim-not-off' });
    when(...running, scimOff)(disable).then(samlOff);
    when(registered)(disable).then();
    // A token that was issued while SCIM was off may be that of the one who came in.
    when(...running, scimOff, issued('t1'))(disable).then(scimOff, samlOff);
    expect(company(registered, configured, samlOn, samlOff)).toMatchObject({ saml: 'off', samlConfiguration: null });
  });
});

describe('SCIM', () => {
  it('is enabled only while SAML is', () => {
    when(registered)({ type: 'EnableScim', context }).thenRefused({ kind: 'saml-not-enabled' });
    when(registered, samlOn)({ type: 'EnableScim', context }).then(scimOn);
    when(registered, samlOn, samlOff)({ type: 'EnableScim', context }).thenRefused({ kind: 'saml-not-enabled' });
    when(...running, paused)({ type: 'EnableScim', context }).then();
  });

  it('is paused and resumed, but not while it is off', () => {
    when(...running)({ type: 'PauseScim', context }).then(paused);
    when(...running, paused)({ type: 'ResumeScim', context }).then(resumed);
    when(...running)({ type: 'ResumeScim', context }).then();
    for (const type of ['PauseScim', 'ResumeScim'] as const)
      when(registered, samlOn)({ type, context }).thenRefused({ kind: 'scim-off' });
    expect([
      company(...running).scim,
      company(...running, paused).scim,
      company(...running, paused, resumed).scim,
    ]).toEqual(['enabled', 'paused', 'enabled']);
  });

  it('that is turned off takes every token with it, for good', () => {
    for (const before of [[], [paused]]) when(...running, ...before)({ type: 'DisableScim', context }).then(scimOff);
    when(registered)({ type: 'DisableScim', context }).then();
    const history = [...running, issued('t1'), issued('t2'), scimOff];
    const { scim, tokens, revokedTokens } = company(...history);
    expect([scim, tokens.size, [...revokedTokens.keys()]]).toEqual(['off', 0, ['t1', 't2']]);
    when(
      ...history,
      scimOn,
    )({ type: 'IssueToken', context, tokenId: 't1', token }).thenRefused({ kind: 'token-revoked' });
    when(...history)({ type: 'EnableScim', context }).then(scimOn);
  });
});

describe('a token', () => {
  const issue = (details: Partial<TokenDetails> = {}, tokenId = 'new'): CompanyCommand => ({
    type: 'IssueToken',
    context: by('service'),
    tokenId,
    token: { ...token, ...details },
  });

  it('is issued beside others, with a name and who issued it', () => {
    when(
      registered,
      issued('t1'),
    )(issue({ label: 'Okta', expiresAt: LATER })).then(issued('new', { label: 'Okta', expiresAt: LATER }));
    expect(company(registered, issued('t1', { label: 'Okta' })).tokens.get('t1')).toEqual({
      ...token,
      label: 'Okta',
      issuedAt: '2026-01-01T00:00:01.000Z',
      issuedBy: { kind: 'system', id: 'given' },
      issuer: null,
      handedOver: false,
    });
  });

  it('of an older record has no name', () => {
    const { tokenId, digest, lastFour, expiresAt } = { tokenId: 'old', ...token };
    expect(
      company(registered, { type: 'TokenIssued', data: { tokenId, digest, lastFour, expiresAt } }).tokens.get('old'),
    ).toMatchObject({ label: null });
  });

  it('has its id alone, a name that is not too long, and an end that is still to come', () => {
    when(registered, issued('new'))(issue({ digest: 'cd'.repeat(32) })).thenRefused({ kind: 'token-id-taken' });
    when(registered)(issue({ label: 'x'.repeat(MAX_TOKEN_LABEL_LENGTH + 1) })).thenRefused({ kind: 'label-too-long' });
    for (const expiresAt of [EARLIER, now, 'tomorrow'])
      when(registered)(issue({ expiresAt })).thenRefused({ kind: 'expiry-in-past' });
  });

  it('is one of so many at the same time; expired and revoked ones do not count', () => {
    const full = [registered, ...several(MAX_LIVE_TOKENS, (id) => issued(id))];
    when(...full)(issue()).thenRefused({ kind: 'too-many-tokens' });
    when(...full, revoked('id-0'))(issue()).then(issued('new'));
    const oneExpired = [
      registered,
      ...several(MAX_LIVE_TOKENS, (id) => issued(id, { expiresAt: id === 'id-0' ? EARLIER : null })),
    ];
    when(...oneExpired)(issue()).then(issued('new'));
    expect(liveTokens(company(...oneExpired), now)).toBe(MAX_LIVE_TOKENS - 1);
  });

  it('is revoked once and is never good again', () => {
    when(registered, issued('t1'))({ type: 'RevokeToken', context, tokenId: 't1' }).then(revoked('t1'));
    when(registered)({ type: 'RevokeToken', context, tokenId: 't1' }).thenRefused({ kind: 'token-not-found' });
    when(registered, issued('t1'), revoked('t1'))(issue({}, 't1')).thenRefused({ kind: 'token-revoked' });
  });

  it('that expired long ago, or was revoked before many others, is forgotten', () => {
    const expired = several(MAX_EXPIRED_TOKENS + 5, (id) => issued(id, { expiresAt: '2025-01-01T00:00:00.000Z' }));
    const { tokens, revokedTokens } = company(registered, ...expired, issued('last'));
    expect([tokens.size, [...revokedTokens.keys()]]).toEqual([
      MAX_EXPIRED_TOKENS + 1,
      ['id-0', 'id-1', 'id-2', 'id-3', 'id-4'],
    ]);
    const many = several(MAX_REVOKED_TOKENS + 1, (id) => [issued(id), revoked(id)]).flat();
    expect(company(registered, ...many).revokedTokens.size).toBe(MAX_REVOKED_TOKENS);
  });
});

describe('a set-up link', () => {
  const link = { digest: 'ef'.repeat(32), expiresAt: LATER };
  const linked = (linkId: string, expiresAt = LATER): CompanyEvent => ({
    type: 'SetupLinkIssued',
    data: { linkId, ...link, expiresAt },
  });
  const used: CompanyEvent = { type: 'SetupLinkUsed', data: { linkId: 'l1' } };
  const use: CompanyCommand = { type: 'UseSetupLink', context, linkId: 'l1', digest: link.digest };

  it('is issued with an end that is still to come, and has its id alone', () => {
    when(registered)({ type: 'IssueSetupLink', context, linkId: 'l1', link }).then(linked('l1'));
    when(registered)({
      type: 'IssueSetupLink',
      context,
      linkId: 'l1',
      link: { ...link, expiresAt: EARLIER },
    }).thenRefused({ kind: 'expiry-in-past' });
    when(
      registered,
      linked('l1'),
    )({ type: 'IssueSetupLink', context, linkId: 'l1', link: { ...link, digest: 'other' } }).thenRefused({
      kind: 'setup-link-id-taken',
    });
  });

  it('is good once', () => {
    when(registered, linked('l1'))(use).thenOnce({ kind: 'setup-link-used' }, used);
    when(registered, linked('l1'), used)(use).thenRefused({ kind: 'setup-link-used' });
  });

  it('is refused where it is unknown, has another secret or is too old', () => {
    when(registered)(use).thenRefused({ kind: 'setup-link-unknown' });
    when(
      registered,
      linked('l1'),
    )({ type: 'UseSetupLink', context, linkId: 'l1', digest: 'other' }).thenRefused({ kind: 'setup-link-unknown' });
    when(registered, linked('l1', now))(use).thenRefused({ kind: 'setup-link-expired' });
  });

  it('is one of so many; expired ones go when the next is issued, and used ones when there are many', () => {
    const full = [registered, ...several(MAX_LIVE_SETUP_LINKS, (id) => linked(id))];
    when(...full)({ type: 'IssueSetupLink', context, linkId: 'l1', link }).thenRefused({
      kind: 'too-many-setup-links',
    });
    const history = [registered, linked('l1'), used, linked('old', '2026-01-01T00:00:00.000Z'), linked('l2')];
    expect([...company(...history).setupLinks.keys()]).toEqual(['l1', 'l2']);
  });

  it('is good no more once members sign in here, unless it was used; one that is issued later is', () => {
    const enabled: CompanyEvent = { type: 'SamlEnabled', data: {} };
    const configured: CompanyEvent = {
      type: 'SamlConfigured',
      data: { entryPoint: 'https://idp.example/sso', issuer: null, certificates: [], fingerprint: 'a'.repeat(40) },
    };
    when(registered, linked('l1'), configured, enabled)(use).thenRefused({ kind: 'setup-link-unknown' });
    when(registered, linked('l1'), used, configured, enabled)(use).thenRefused({ kind: 'setup-link-used' });
    when(registered, configured, enabled, linked('l1'))(use).thenOnce({ kind: 'setup-link-used' }, used);
    when(registered, linked('l1'), enabled)(use).thenOnce({ kind: 'setup-link-used' }, used);
  });
});

describe('ownership', () => {
  const lost = (userId: string): CompanyEvent => ({ type: 'OwnershipRevoked', data: { userId } });
  const active: MemberFact = { state: 'active', revision: 3, renameWaits: false, isRenamed: false };
  const transfer = (from: string, to: string, member = active): CompanyCommand => ({
    type: 'TransferOwnership',
    context,
    from,
    to,
    member,
  });
  const made = (userId: string): CompanyEvent => ({ type: 'OwnershipGranted', data: { userId, userRevision: 3 } });

  it('is granted to each owner once', () => {
    when(registered, granted('u1'))({ type: 'GrantOwnership', context, userId: 'u2', member: active }).then(made('u2'));
    when(registered, granted('u1'))({ type: 'GrantOwnership', context, userId: 'u1', member: active }).then();
  });

  it('passes from an owner to another member in one step', () => {
    when(registered, granted('u1'))(transfer('u1', 'u2')).then(made('u2'), lost('u1'));
    when(registered, granted('u1'), granted('u2'))(transfer('u1', 'u2')).then(lost('u1'));
    when(registered, granted('u1'))(transfer('u1', 'u1')).then();
    when(registered, granted('u1'))(transfer('u3', 'u2')).thenRefused({ kind: 'not-an-owner' });
    expect(company(registered, granted('u1'), granted('u2'), lost('u1')).owners).toEqual(['u2']);
  });

  it('is never taken from the last owner who is active', () => {
    when(
      registered,
      granted('u1'),
      granted('u2'),
    )({ type: 'RevokeOwnership', context, userId: 'u1', activeOwners: ['u1', 'u2'] }).then(lost('u1'));
    when(
      registered,
      granted('u1'),
    )({ type: 'RevokeOwnership', context, userId: 'u1', activeOwners: ['u1'] }).thenRefused({ kind: 'last-owner' });
    when(
      registered,
      granted('u1'),
      granted('u2'),
    )({ type: 'RevokeOwnership', context, userId: 'u1', activeOwners: ['u1'] }).thenRefused({ kind: 'last-owner' });
    when(
      registered,
      granted('u1'),
      granted('u2'),
    )({ type: 'RevokeOwnership', context, userId: 'u2', activeOwners: ['u1'] }).then(lost('u2'));
    when(
      registered,
      granted('u1'),
    )({ type: 'RevokeOwnership', context, userId: 'u1', activeOwners: ['u1', 'u9'] }).thenRefused({
      kind: 'last-owner',
    });
    when(registered, granted('u1'))({ type: 'RevokeOwnership', context, userId: 'u2', activeOwners: ['u1'] }).then();
  });

  it('goes to nobody who is not there, not active, renamed meanwhile or under two names', () => {
    const cases: readonly [MemberFact, CompanyRefusal['kind']][] = [
      [{ ...active, state: 'absent' }, 'member-not-found'],
      [{ ...active, state: 'inactive' }, 'member-inactive'],
      [{ ...active, isRenamed: true }, 'member-renamed'],
      [{ ...active, renameWaits: true }, 'member-rename-waits'],
    ];
    for (const [member, kind] of cases) {
      when(
        registered,
        granted('u1'),
      )({ type: 'GrantOwnership', context, userId: 'u2', member }).thenRefused({ kind } as CompanyRefusal);
      when(registered, granted('u1'))(transfer('u1', 'u2', member)).thenRefused({ kind } as CompanyRefusal);
    }
    // An owner who was renamed may take over what another one gives up; one who is deactivated may not.
    when(
      registered,
      granted('u1'),
      granted('u2'),
    )(transfer('u1', 'u2', { ...active, renameWaits: true })).then(lost('u1'));
    when(
      registered,
      granted('u1'),
      granted('u2'),
    )(transfer('u1', 'u2', { ...active, state: 'inactive' })).thenRefused({ kind: 'member-inactive' });
  });

  it('remembers as of which revision of the member it was given, until it is lost', () => {
    expect(company(registered, granted('u1'), made('u2')).ownedSince).toEqual(new Map([['u2', 3]]));
    expect(company(registered, granted('u1'), made('u2'), lost('u2')).ownedSince).toEqual(new Map());
  });
});

describe('applications and defaults', () => {
  const changed = (...applications: string[]): CompanyEvent => ({
    type: 'ApplicationsChanged',
    data: { applications },
  });
  const defaults = (given: Partial<AccessDefaults>): CompanyCommand => ({
    type: 'ChangeDefaults',
    context,
    defaults: { ...DEFAULTS, ...given },
  });
  const given = (data: Partial<AccessDefaults>): CompanyEvent => ({
    type: 'DefaultAccessChanged',
    data: { defaults: { ...DEFAULTS, ...data } },
  });

  it('are changed as a whole', () => {
    when(registered)({ type: 'ChangeApplications', context, applications: ['Shop', 'Web'] }).then(
      changed('Shop', 'Web'),
    );
    when(registered)({ type: 'ChangeApplications', context, applications: ['Shop'] }).then();
    when(registered)({ type: 'ChangeApplications', context, applications: [] }).then(changed());
    when(registered)(defaults({ role: 'Adminstrator', applications: ['Shop', 'Shop'] })).then(
      given({ role: 'admin', applications: ['Shop'] }),
    );
    when(registered)(defaults({})).then();
  });

  it('have names of a length, each once, and not too many', () => {
    const refusals: [string[], CompanyRefusal][] = [
      [['Web', 'Shop', 'Web'], { kind: 'application-twice', names: ['Web'] }],
      [['Web', ' '], { kind: 'application-name-length' }],
      [['x'.repeat(MAX_APPLICATION_NAME_LENGTH + 1)], { kind: 'application-name-length' }],
      [several(MAX_APPLICATIONS + 1, (id) => id), { kind: 'too-many-applications' }],
    ];
    for (const [names, refusal] of refusals) {
      when(registered)({ type: 'ChangeApplications', context, applications: names }).thenRefused(refusal);
      when()({ type: 'RegisterCompany', context, name: 'Acme', applications: names, defaults: DEFAULTS }).thenRefused(
        refusal,
      );
    }
  });

  it('are never ownership, an unknown role, or an application that is neither in the catalogue nor given already', () => {
    const refusals: [Partial<AccessDefaults>, CompanyRefusal][] = [
      [{ role: 'owner' }, { kind: 'ownership-not-assignable' }],
      [{ role: 'wizard' }, { kind: 'unknown-role' }],
      [{ applications: ['Shop', 'Web'] }, { kind: 'unknown-application', names: ['Web'] }],
    ];
    for (const [wrong, refusal] of refusals) {
      when(registered)(defaults(wrong)).thenRefused(refusal);
      when()({
        type: 'RegisterCompany',
        context,
        name: 'Acme',
        applications: ['Shop'],
        defaults: { ...DEFAULTS, ...wrong },
      }).thenRefused(refusal);
    }
    const before = [registered, given({ applications: ['Shop'] }), changed('Web')];
    when(...before)(defaults({ applications: ['Shop', 'Web'] })).then(given({ applications: ['Shop', 'Web'] }));
    when(registered, changed())(defaults({ applications: ['Anything'] })).then(given({ applications: ['Anything'] }));
  });
});

describe('what a group gives', () => {
  type Mapping = SetGroupMapping['mapping'];
  const set = (mapping: Partial<Mapping>): CompanyCommand => ({
    type: 'SetGroupMapping',
    context,
    groupId: 'g1',
    mapping: { role: null, applications: [], precedence: 1, ...mapping },
  });
  const mapped = (mapping: Partial<Mapping>): CompanyEvent => ({
    type: 'GroupMappingSet',
    data: { groupId: 'g1', role: null, applications: [], precedence: 1, ...mapping },
  });
  const removed: CompanyEvent = { type: 'GroupMappingRemoved', data: { groupId: 'g1' } };

  it('is a role under the name of Luciq, and applications of the catalogue, each once', () => {
    when(registered)(set({ role: 'Adminstrator', applications: ['Shop', 'Shop'] })).then(
      mapped({ role: 'admin', applications: ['Shop'] }),
    );
  });

  it('is set anew, and taken away', () => {
    const viewer = mapped({ role: 'viewer' });
    when(registered, viewer)(set({ role: 'viewer', precedence: 2 })).then(mapped({ role: 'viewer', precedence: 2 }));
    when(registered, viewer)({ type: 'RemoveGroupMapping', context, groupId: 'g1' }).then(removed);
    when(registered, viewer, removed)({ type: 'RemoveGroupMapping', context, groupId: 'g1' }).then();
  });

  it('is never ownership, an unknown role or application, or a precedence that cannot be compared', () => {
    const refusals: [Partial<Mapping>, CompanyRefusal][] = [
      [{ role: 'owner' }, { kind: 'ownership-not-assignable' }],
      [{ role: 'wizard' }, { kind: 'unknown-role' }],
      [{ applications: ['Shop', 'shop'] }, { kind: 'unknown-application', names: ['shop'] }],
      [{ precedence: 1.5 }, { kind: 'precedence-not-whole' }],
    ];
    for (const [mapping, refusal] of refusals) when(registered)(set(mapping)).thenRefused(refusal);
  });
});
