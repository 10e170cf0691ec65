import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CommandContext, CompanyCommand } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import { openSqliteEventStore } from '@luciq/event-store/sqlite';
import { acknowledgedFromLog } from '@luciq/gateway-store/embedded';
import type { Companies } from '@luciq/provisioning';
import { ChangeCompany, provisioning, reads } from '@luciq/provisioning';
import { registerCompany } from '@luciq/testing/companies';
import type { Administrator, ConsoleAccess } from './console-rights/console-rights.ts';
import { newToken, parseToken, tokenState } from './token.ts';
import type { Admission } from './token-gate.ts';
import { CONFIRMED_WITHIN_MS, TokenGate } from './token-gate.ts';

const first = newToken();
const second = newToken();
const idOf = (token: string): string => parseToken(token)?.id ?? '';
const words = (admission: Admission): string =>
  admission.kind === 'refused' ? admission.reason : `admitted ${admission.company.scim}`;

describe('two gates on one log', () => {
  let folder = '';
  let now = 0;
  let stores: EventStore[] = [];
  let gates: TokenGate[] = [];
  let views: Companies[] = [];
  let commands = 0;

  const change = async (make: (context: CommandContext) => CompanyCommand): Promise<void> => {
    commands += 1;
    const id = `00000000-0000-4000-8000-${String(commands).padStart(12, '0')}`;
    const context: CommandContext = {
      companyId: 'acme',
      commandId: id,
      requestId: id,
      actor: { kind: 'system', id: 'test' },
      tokenId: null,
      now: new Date().toISOString(),
    };
    const store = stores[0];
    if (!store) throw new Error('no store');
    const outcome = await provisioning({ store, acknowledgements: acknowledgedFromLog(store) }).changeCompany.execute(
      new ChangeCompany(make(context)),
    );
    if (outcome.kind === 'refused') throw new Error(outcome.refusal.kind);
  };
  const seen = async (token: string): Promise<string[]> => {
    const admissions = await Promise.all(gates.map((gate) => gate.admit(`Bearer ${token}`)));
    return [...new Set(admissions.map(words))];
  };
  const aSecondLater = (): void => {
    now += CONFIRMED_WITHIN_MS;
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gate-'));
    // A store each, as two gateways have.
    stores = [1, 2].map(() => openSqliteEventStore({ file: join(folder, 'events.sqlite') }));
    views = stores.map((store) => reads({ store, monotonic: () => now }).companies);
    gates = stores.map(
      (store, at) =>
        new TokenGate(store, views[at] ?? reads({ store }).companies, {
          clock: { monotonic: () => now, now: () => new Date() },
        }),
    );
    const [store] = stores;
    if (store) await registerCompany(store, { companyId: 'acme', token: first });
    const parts = parseToken(second);
    if (parts)
      await change((context) => ({
        type: 'IssueToken',
        context,
        tokenId: parts.id,
        token: tokenState(parts, null, 'next'),
      }));
    expect([await seen(first), await seen(second)]).toEqual([['admitted enabled'], ['admitted enabled']]);
  });

  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    rmSync(folder, { recursive: true });
  });

  it('refuse a revoked token within a second, and go on with the other one', async () => {
    await change((context) => ({ type: 'RevokeToken', context, tokenId: idOf(first) }));
    aSecondLater();
    expect([await seen(first), await seen(second)]).toEqual([['revoked'], ['admitted enabled']]);
  });

  it('admit a token at once that was just issued, also where the company is remembered without it', async () => {
    const third = newToken();
    const parts = parseToken(third);
    if (parts)
      await change((context) => ({
        type: 'IssueToken',
        context,
        tokenId: parts.id,
        token: tokenState(parts, null, 'third'),
      }));
    expect(await seen(third)).toEqual(['admitted enabled']);
  });

  it('see a pause and its end within a second', async () => {
    await change((context) => ({ type: 'PauseScim', context }));
    aSecondLater();
    expect(await seen(first)).toEqual(['admitted paused']);
    await change((context) => ({ type: 'ResumeScim', context }));
    aSecondLater();
    expect(await seen(first)).toEqual(['admitted enabled']);
  });

  it('refuse every token of a company that was turned off, also after it is enabled again', async () => {
    await change((context) => ({ type: 'DisableScim', context }));
    aSecondLater();
    expect([await seen(first), await seen(second)]).toEqual([['scim-off'], ['scim-off']]);
    await change((context) => ({ type: 'EnableScim', context }));
    aSecondLater();
    expect([await seen(first), await seen(second)]).toEqual([['revoked'], ['revoked']]);
  });

  it('know nothing of a token that expired, of another secret, and of nobody', async () => {
    expect(await seen(`${idOf(first)}.${'x'.repeat(32)}`)).toEqual(['wrong-secret']);
    expect(await seen(newToken())).toEqual(['unknown-token']);
    expect(words((await gates[0]?.admit(undefined)) ?? { kind: 'refused', reason: 'no-token' })).toBe('no-token');
  });

  it("read nothing of members for a token of the company's own, once a second for one of a member, and let none of a member in where nothing tells of members", async () => {
    const [store] = stores;
    if (!store) throw new Error('no store');
    const parts = parseToken(newToken());
    if (!parts) throw new Error('no token');
    await change((context) => ({
      type: 'IssueToken',
      context: { ...context, actor: { kind: 'member', id: 'u1' } },
      tokenId: parts.id,
      token: tokenState(parts, '2126-01-01T00:00:00.000Z'),
    }));
    const asked: string[] = [];
    const rights = {
      of: async (_company: unknown, userId: string): Promise<ConsoleAccess> => {
        asked.push(userId);
        return { kind: 'administrator', rights: { deactivatedAt: null } } as Administrator;
      },
    };
    const gate = new TokenGate(store, reads({ store, monotonic: () => now }).companies, {
      clock: { monotonic: () => now, now: () => new Date() },
      rights,
    });
    const mine = `${parts.id}.${parts.secret}`;
    for (let times = 0; times < 3; times += 1)
      expect(words(await gate.admit(`Bearer ${first}`))).toBe('admitted enabled');
    expect(asked).toEqual([]);
    for (let times = 0; times < 3; times += 1)
      expect(words(await gate.admit(`Bearer ${mine}`))).toBe('admitted enabled');
    expect(asked).toEqual(['u1']);
    aSecondLater();
    await gate.admit(`Bearer ${mine}`);
    expect(asked).toEqual(['u1', 'u1']);
    expect(await seen(mine)).toEqual(['issuer-left']);
  });

  it('tell the state of a company, at once where that is wanted', async () => {
    const [companies] = views;
    const scim = async (withinMs = CONFIRMED_WITHIN_MS): Promise<string> => {
      const read = await companies?.read('acme', withinMs);
      return read?.state.kind === 'registered' ? read.state.company.scim : 'absent';
    };
    expect(await scim()).toBe('enabled');
    await change((context) => ({ type: 'PauseScim', context }));
    expect(await scim()).toBe('enabled');
    expect(await scim(0)).toBe('paused');
    expect(await scim()).toBe('paused');
    for (const id of ['globex', 'No such id'])
      expect(await companies?.read(id, CONFIRMED_WITHIN_MS)).toEqual({ state: { kind: 'absent' }, isFresh: true });
  });
});
