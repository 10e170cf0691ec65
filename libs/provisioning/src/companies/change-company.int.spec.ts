import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CommandContext, CompanyCommand } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import { openSqliteEventStore } from '@luciq/event-store/sqlite';
import { acknowledgedFromLog } from '@luciq/gateway-store/embedded';
import { registerCompany, testSetupLink, testToken } from '@luciq/testing/companies';
import type { Provisioning } from '../provisioning.ts';
import { provisioning } from '../provisioning.ts';
import { ChangeCompany } from './change-company.ts';

describe('two gateways', () => {
  let folder = '';
  let stores: EventStore[] = [];
  let handlers: Provisioning['changeCompany'][] = [];

  const context = (companyId = 'acme'): CommandContext => {
    const id = randomUUID();
    return {
      companyId,
      commandId: id,
      requestId: id,
      actor: { kind: 'system', id: 'test' },
      tokenId: null,
      now: new Date().toISOString(),
    };
  };
  const on = async (gateway: number, command: CompanyCommand): Promise<string> => {
    const outcome = await handlers[gateway]?.execute(new ChangeCompany(command));
    return outcome?.kind === 'refused' ? outcome.refusal.kind : (outcome?.kind ?? 'no gateway');
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'companies-'));
    stores = [1, 2].map(() => openSqliteEventStore({ file: join(folder, 'events.sqlite') }));
    handlers = stores.map(
      (store) => provisioning({ store, acknowledgements: acknowledgedFromLog(store) }).changeCompany,
    );
    const [store] = stores;
    if (!store) throw new Error('no store');
    for (const companyId of ['acme', 'globex']) await registerCompany(store, { companyId, token: testToken().token });
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    rmSync(folder, { recursive: true });
  });

  it('that are given one set-up link at once let one of the two in', async () => {
    const issue = testSetupLink('acme');
    const { linkId, link: kept } = issue;
    expect(await on(0, { ...issue, context: context() })).toBe('done');
    const both = await Promise.all(
      [0, 1].map((gateway) => on(gateway, { type: 'UseSetupLink', context: context(), linkId, digest: kept.digest })),
    );
    expect(both.toSorted()).toEqual(['done', 'setup-link-used']);
    expect(await on(0, { type: 'UseSetupLink', context: context('globex'), linkId, digest: kept.digest })).toBe(
      'setup-link-unknown',
    );
  });

  it('that take the ownership from both owners at once leave one of them', async () => {
    for (const userId of ['u1', 'u2'])
      expect(
        await on(0, {
          type: 'GrantOwnership',
          context: context(),
          userId,
          member: { state: 'active', revision: 0, renameWaits: false, isRenamed: false },
        }),
      ).toBe('done');
    const both = await Promise.all([
      on(0, { type: 'RevokeOwnership', context: context(), userId: 'u1', activeOwners: ['u1', 'u2'] }),
      on(1, { type: 'RevokeOwnership', context: context(), userId: 'u2', activeOwners: ['u1', 'u2'] }),
    ]);
    expect(both.toSorted()).toEqual(['done', 'last-owner']);
  });

  it('that give one token to two companies at once let one of them have it', async () => {
    const token = testToken();
    const issue = (companyId: string): CompanyCommand => ({ ...token.issue, context: context(companyId) });
    const both = await Promise.all([on(0, issue('acme')), on(1, issue('globex'))]);
    expect(both.toSorted()).toEqual(['done', 'token-id-taken']);
  });
});
