import { describe, expect, it } from '@jest/globals';
import type { CompanyEvent } from '@luciq/events';
import { EnableSaml, EnableScim, GrantOwnership, IssueToken, RegisterCompany, RemoveGroupMapping, SetGroupMapping, companyDecider } from './company.ts';
import type { CompanyCommand, CompanyState } from './company.ts';
import type { CommandContext } from './decider.ts';

const context: CommandContext = {
  companyId: 'acme',
  commandId: '00000000-0000-4000-8000-000000000001',
  requestId: '00000000-0000-4000-8000-000000000001',
  actor: { kind: 'system', id: 'test' },
  tokenId: null,
  now: '2026-01-01T00:00:00.000Z',
};
const token = { digest: 'ab'.repeat(32), lastFour: 'wxyz', expiresAt: null };
const register = new RegisterCompany(context, 'Acme', ['Shop'], { role: 'member', applications: [] });

const apply = (state: CompanyState, events: readonly CompanyEvent[]): CompanyState =>
  events.reduce((folded, event) => companyDecider.evolve(folded, { event, time: context.now, revision: 0 }), state);
const live = (...commands: CompanyCommand[]): CompanyState =>
  commands.reduce<CompanyState>((state, command) => {
    const decision = companyDecider.decide(state, command);
    return decision.kind === 'events' ? apply(state, decision.events) : state;
  }, companyDecider.initial);

describe('a company', () => {
  it('enables SCIM only after SAML', () => {
    expect(companyDecider.decide(live(register), new EnableScim(context))).toEqual({ kind: 'refused', refusal: { kind: 'saml-not-enabled' } });
    expect(live(register, new EnableSaml(context), new EnableScim(context))).toMatchObject({ company: { saml: 'enabled', scim: 'enabled' } });
  });

  it('decides every command a second time as nothing', () => {
    const commands = [register, new EnableSaml(context), new EnableScim(context), new IssueToken(context, 't1', token), new GrantOwnership(context, 'u1')];
    for (const [index, command] of commands.entries()) {
      expect(companyDecider.decide(live(...commands.slice(0, index + 1)), command)).toEqual({ kind: 'events', events: [] });
    }
  });

  it('refuses another name, another secret for a token id, and anything before it is registered', () => {
    const other = new RegisterCompany(context, 'Other', [], { role: 'member', applications: [] });
    expect(companyDecider.decide(live(register), other)).toEqual({ kind: 'refused', refusal: { kind: 'company-exists' } });
    const secondSecret = new IssueToken(context, 't1', { ...token, digest: 'cd'.repeat(32) });
    expect(companyDecider.decide(live(register, new IssueToken(context, 't1', token)), secondSecret)).toEqual({
      kind: 'refused',
      refusal: { kind: 'token-id-taken' },
    });
    expect(companyDecider.decide(companyDecider.initial, new EnableSaml(context))).toEqual({ kind: 'refused', refusal: { kind: 'company-not-found' } });
  });

  it('claims the id of every token', () => {
    expect(companyDecider.claims(live(register, new IssueToken(context, 't1', token)), 'acme')).toEqual([{ scope: '*', kind: 'token', value: 't1' }]);
  });
});

describe('what a group gives', () => {
  const set = (mapping: Partial<SetGroupMapping['mapping']>) => new SetGroupMapping(context, 'g1', { role: null, applications: [], precedence: 1, ...mapping });
  const decide = (command: CompanyCommand, ...before: CompanyCommand[]) => companyDecider.decide(live(register, ...before), command);
  const mapped = (data: object) => ({ kind: 'events', events: [{ type: 'GroupMappingSet', data: { groupId: 'g1', ...data } }] });

  it('is a role under the name of Luciq, and applications of the catalogue, each once', () => {
    expect(decide(set({ role: 'Adminstrator', applications: ['Shop', 'Shop'] }))).toEqual(mapped({ role: 'admin', applications: ['Shop'], precedence: 1 }));
  });

  it('is set anew, and taken away', () => {
    const one = set({ role: 'viewer' });
    expect(decide(one, one)).toEqual({ kind: 'events', events: [] });
    expect(decide(set({ role: 'viewer', precedence: 2 }), one)).toEqual(mapped({ role: 'viewer', applications: [], precedence: 2 }));
    const remove = new RemoveGroupMapping(context, 'g1');
    expect(decide(remove, one)).toEqual({ kind: 'events', events: [{ type: 'GroupMappingRemoved', data: { groupId: 'g1' } }] });
    expect(decide(remove, one, remove)).toEqual({ kind: 'events', events: [] });
  });

  it('is never ownership, an unknown role or application, or a precedence that cannot be compared', () => {
    const refusals: [Partial<SetGroupMapping['mapping']>, object][] = [
      [{ role: 'owner' }, { kind: 'ownership-not-assignable' }],
      [{ role: 'wizard' }, { kind: 'unknown-role' }],
      [{ applications: ['Shop', 'shop'] }, { kind: 'unknown-application', names: ['shop'] }],
      [{ precedence: 1.5 }, { kind: 'precedence-not-whole' }],
    ];
    for (const [mapping, refusal] of refusals) expect(decide(set(mapping))).toEqual({ kind: 'refused', refusal });
  });
});
