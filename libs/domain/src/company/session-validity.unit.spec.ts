import { describe, expect, it } from '@jest/globals';
import type { Actor, CompanyEvent, EventRecord, SamlSettings } from '@luciq/events';
import type { CommandContext } from '../command-context.ts';
import type { SessionRevisions } from '../command-context.ts';
import { specOf } from '../contract/given-when-then.ts';
import { companyDecider } from './company.ts';
import type { CompanyCommand } from './company-commands.ts';
import type { Company } from './company-state.ts';
import { isValidInCompany, MAX_ENDED_MEMBERS } from './session-validity.ts';

const by = (actor: Actor, session?: SessionRevisions): CommandContext => ({
  companyId: 'acme',
  commandId: '00000000-0000-4000-8000-000000000001',
  requestId: '00000000-0000-4000-8000-000000000001',
  actor,
  tokenId: null,
  now: '2026-01-10T00:00:00.000Z',
  ...(session ? { session } : {}),
});
const LATER = '2026-01-11T00:00:00.000Z';
const operator: Actor = { kind: 'operator', id: 'ops' };
const member = (id: string): Actor => ({ kind: 'member', id });

const { given } = specOf(companyDecider);
const when = (...history: readonly CompanyEvent[]) => given(...history).when;

/** The company after these, each with who did it. */
function after(...history: readonly (CompanyEvent | readonly [CompanyEvent, Actor])[]): Company {
  const state = history.reduce((folded, entry, revision) => {
    const [event, actor] = 'type' in entry ? [entry, operator] : entry;
    const record = {
      event,
      companyId: 'acme',
      revision,
      time: '2026-01-09T00:00:00.000Z',
      cause: { commandId: '', requestId: '', actor, tokenId: null },
    } satisfies Partial<EventRecord<CompanyEvent>>;
    return companyDecider.evolve(folded, record);
  }, companyDecider.initial);
  if (state.kind === 'absent') throw new Error('the history has no company');
  return state.company;
}

const registered: CompanyEvent = {
  type: 'CompanyRegistered',
  data: { name: 'Acme', applications: [], defaults: { role: 'member', applications: [] } },
};
const settings: SamlSettings = {
  entryPoint: 'https://idp.example/sso',
  issuer: 'urn:idp',
  certificates: [],
  fingerprint: 'a'.repeat(40),
};
const configured = (more: Partial<SamlSettings> = {}): CompanyEvent => ({
  type: 'SamlConfigured',
  data: { ...settings, ...more },
});
const ended = (userId: string | null): CompanyEvent => ({ type: 'SessionsEnded', data: { userId } });
const granted = (userId: string): CompanyEvent => ({ type: 'OwnershipGranted', data: { userId } });
const link: CompanyEvent = {
  type: 'SetupLinkIssued',
  data: { linkId: 'l1', digest: 'ef'.repeat(32), expiresAt: LATER },
};
const token: CompanyEvent = {
  type: 'TokenIssued',
  data: { tokenId: 't1', digest: 'ab'.repeat(32), lastFour: 'wxyz', expiresAt: LATER, label: null },
};
const admin = (company: number): SessionRevisions => ({ company, member: { role: 'admin', revision: 0, group: null } });
const owner = (company: number): SessionRevisions => ({ company, member: { role: 'owner', revision: 0, group: null } });

describe('the sessions of a company', () => {
  it.each<[string, CompanyEvent]>([
    ['another address', configured({ entryPoint: 'https://other.example/sso' })],
    ['another certificate', configured({ fingerprint: 'b'.repeat(40) })],
    ['another issuer', configured({ issuer: 'urn:other' })],
    ['SAML disabled', { type: 'SamlDisabled', data: {} }],
    ['everybody signed out', ended(null)],
  ])('end with %s; those that are made after it do not', (_, event) => {
    const company = after(registered, granted('u1'), configured(), event);
    expect([
      isValidInCompany(company, owner(2), 'u1'),
      isValidInCompany(company, admin(2), 'u2'),
      isValidInCompany(company, { company: 2, member: null }, null),
    ]).toEqual([false, false, false]);
    expect(isValidInCompany(company, owner(3), 'u1')).toBe(true);
  });

  it('end when an issuer is named where any was believed, and not when a certificate is only added', () => {
    const [first, second] = ['QUJD', 'REVG'].map(
      (base64) => `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----`,
    );
    const one = configured({ fingerprint: null, certificates: [first ?? ''] });
    const two = configured({ fingerprint: null, certificates: [first ?? '', second ?? ''] });
    expect(isValidInCompany(after(registered, one, two), { company: 1, member: null }, null)).toBe(true);
    expect(isValidInCompany(after(registered, two, one), { company: 1, member: null }, null)).toBe(false);
    expect(
      isValidInCompany(
        after(registered, configured({ issuer: null }), configured()),
        { company: 1, member: null },
        null,
      ),
    ).toBe(false);
  });

  it('do not end with the first settings of an identity provider', () => {
    expect(isValidInCompany(after(registered, configured()), { company: 0, member: null }, null)).toBe(true);
  });

  it('of one member end with that member, and with an ownership that went and came back', () => {
    expect(isValidInCompany(after(registered, ended('u1')), admin(0), 'u1')).toBe(false);
    expect(isValidInCompany(after(registered, ended('u1')), admin(0), 'u2')).toBe(true);
    const moved = after(registered, granted('u1'), { type: 'OwnershipRevoked', data: { userId: 'u1' } }, granted('u1'));
    expect([isValidInCompany(moved, owner(1), 'u1'), isValidInCompany(moved, owner(3), 'u1')]).toEqual([false, true]);
  });

  it('stay ended when more members were signed out one by one than are remembered', () => {
    const many = Array.from({ length: MAX_ENDED_MEMBERS + 1 }, (_, number) => ended(`u${number}`));
    const company = after(registered, ...many);
    expect(company.sessionsValidSince.members.size).toBe(MAX_ENDED_MEMBERS);
    expect(isValidInCompany(company, admin(0), 'u0')).toBe(false);
  });

  it('decide no command that was sent in them once they have ended', () => {
    const late = by(member('u1'), owner(1));
    when(
      registered,
      granted('u1'),
      ended(null),
    )({ type: 'ConfigureSaml', context: late, configuration: settings }).thenRefused({ kind: 'session-ended' });
    when(
      registered,
      granted('u1'),
    )({ type: 'ConfigureSaml', context: late, configuration: settings }).then(configured());
    when(registered, granted('u1'), granted('u2'), { type: 'OwnershipRevoked', data: { userId: 'u1' } })({
      type: 'ConfigureSaml',
      context: late,
      configuration: settings,
    }).thenRefused({ kind: 'session-ended' });
  });

  it('are ended again by the same command, since others may have begun', () => {
    const end: CompanyCommand = { type: 'EndSessions', context: by(operator), userId: null };
    expect(
      [after(registered), after(registered, ended(null))].map((company) =>
        companyDecider.decide({ kind: 'registered', company }, end),
      ),
    ).toEqual([0, 1].map(() => ({ kind: 'events', events: [ended(null)] })));
  });
});

describe('SAML that was configured and not enabled', () => {
  it('is forgotten when it is disabled: anyone who was tried with it comes in no more', () => {
    when(
      registered,
      configured(),
    )({ type: 'DisableSaml', context: by(operator) }).then({ type: 'SamlDisabled', data: {} });
  });
});

describe('a set-up link', () => {
  const use: CompanyCommand = { type: 'UseSetupLink', context: by(operator), linkId: 'l1', digest: 'ef'.repeat(32) };

  it('is withdrawn, used or not, and is never good again', () => {
    const withdrawn: CompanyEvent = { type: 'SetupLinkWithdrawn', data: { linkId: 'l1' } };
    when(registered, link)({ type: 'WithdrawSetupLink', context: by(operator), linkId: 'l1' }).then(withdrawn);
    when(registered, link, { type: 'SetupLinkUsed', data: { linkId: 'l1' } })({
      type: 'WithdrawSetupLink',
      context: by(operator),
      linkId: 'l1',
    }).then(withdrawn);
    when(registered)({ type: 'WithdrawSetupLink', context: by(operator), linkId: 'l1' }).thenRefused({
      kind: 'setup-link-not-found',
    });
    when(registered, link, withdrawn)(use).thenRefused({ kind: 'setup-link-unknown' });
  });

  it.each<[string, readonly CompanyEvent[]]>([
    ['a new SAML configuration', [configured()]],
    ['SAML being disabled', [{ type: 'SamlDisabled', data: {} }]],
    ['everybody being signed out', [ended(null)]],
  ])('that nobody opened ends with %s', (_, events) =>
    when(registered, link, ...events)(use).thenRefused({ kind: 'setup-link-unknown' }),
  );

  it('of an owner ends with the ownership and does not come back with it, and ends when the owner is signed out', () => {
    const mine = [link, member('u1')] as const;
    const lost: CompanyEvent = { type: 'OwnershipRevoked', data: { userId: 'u1' } };
    expect(after(registered, granted('u1'), mine, lost, granted('u1')).setupLinks.size).toBe(0);
    expect([
      after(registered, granted('u1'), mine, ended('u1')).setupLinks.size,
      after(registered, granted('u1'), mine, ended('u2')).setupLinks.size,
    ]).toEqual([0, 1]);
  });
});

describe('a token of a member', () => {
  const company = after(
    registered,
    granted('u1'),
    granted('u2'),
    [link, member('u1')],
    { type: 'SetupLinkUsed', data: { linkId: 'l1' } },
    [token, member('u1')],
  );
  const handOver = (actor: Actor) =>
    companyDecider.decide(
      { kind: 'registered', company },
      { type: 'HandOverToken', context: by(actor), tokenId: 't1' },
    );
  const handed: CompanyEvent = { type: 'TokenHandedOver', data: { tokenId: 't1' } };

  it('has an end, and others need none', () => {
    const details = { digest: 'cd'.repeat(32), lastFour: 'abcd', expiresAt: null, label: null };
    when(registered)({ type: 'IssueToken', context: by(member('u1')), tokenId: 'new', token: details }).thenRefused({
      kind: 'token-without-end',
    });
    when(registered)({ type: 'IssueToken', context: by(operator), tokenId: 'new', token: details }).then({
      type: 'TokenIssued',
      data: { tokenId: 'new', ...details },
    });
  });

  it('is known to be of the member, also where it was issued through a link of his', () => {
    expect(company.tokens.get('t1')).toMatchObject({ issuer: 'u1', handedOver: false });
    expect(
      after(registered, [link, member('u1')], [token, { kind: 'setup-link', id: 'l1' }]).tokens.get('t1'),
    ).toMatchObject({ issuer: 'u1' });
    expect(after(registered, link, [token, { kind: 'setup-link', id: 'l1' }]).tokens.get('t1')).toMatchObject({
      issuer: null,
    });
  });

  it('is handed over by others than its issuer, once', () => {
    expect(handOver(member('u2'))).toEqual({ kind: 'events', events: [handed] });
    expect(handOver(operator)).toEqual({ kind: 'events', events: [handed] });
    for (const actor of [member('u1'), { kind: 'setup-link', id: 'l1' } as const])
      expect(handOver(actor)).toEqual({ kind: 'refused', refusal: { kind: 'own-token' } });
    when(registered, token, handed)({ type: 'HandOverToken', context: by(operator), tokenId: 't1' }).then();
    when(registered)({ type: 'HandOverToken', context: by(operator), tokenId: 't1' }).thenRefused({
      kind: 'token-not-found',
    });
  });
});

describe('a command in the session of a set-up link', () => {
  const opened: CompanyEvent = { type: 'SetupLinkUsed', data: { linkId: 'l1' } };
  const issueToken = (state: Company): string => {
    const context = by({ kind: 'setup-link', id: 'l1' }, { company: 3, member: null });
    const decision = companyDecider.decide(
      { kind: 'registered', company: state },
      {
        type: 'IssueToken',
        context,
        tokenId: 't1',
        token: { digest: 'ab'.repeat(32), lastFour: 'wxyz', expiresAt: LATER, label: null },
      },
    );
    return decision.kind === 'refused' ? decision.refusal.kind : decision.kind;
  };
  const history = [registered, granted('u1'), [link, member('u1')], opened] as const;

  it('is done while the link holds', () => {
    expect(issueToken(after(...history))).toBe('events');
  });

  it.each<[string, CompanyEvent]>([
    ['the link was withdrawn', { type: 'SetupLinkWithdrawn', data: { linkId: 'l1' } }],
    ['its issuer lost the ownership', { type: 'OwnershipRevoked', data: { userId: 'u1' } }],
    ['the sessions of its issuer were ended', ended('u1')],
  ])('is refused where %s after the request began', (_, event) => {
    expect(issueToken(after(...history, event))).toBe('session-ended');
  });
});
