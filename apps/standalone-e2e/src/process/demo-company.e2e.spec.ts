import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { parseToken } from '@luciq/access';
import type { CommandContext, CompanyCommand } from '@luciq/domain';
import { EVENT_STORE_FILE, openSqliteEventStore } from '@luciq/event-store/sqlite';
import { acknowledgedFromLog } from '@luciq/gateway-store/embedded';
import { ChangeCompany, provisioning, reads } from '@luciq/provisioning';
import { readSettings } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import { DEMO_COMPANY_ID } from '../../../standalone/src/demo-company.ts';
import { StandaloneSettings } from '../../../standalone/src/settings.ts';
import { startStandalone } from '../../../standalone/src/standalone.ts';

const token = 'demo.0123456789abcdef0123456789abcdef';

it('A start leaves SCIM and tokens of the demo company as someone left them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'luciq-demo-'));
  const settings = readSettings(StandaloneSettings, {
    PORT: '0',
    LUCIQ_DATA_DIR: folder,
    LUCIQ_BOOTSTRAP_TOKEN: token,
  });
  const start = async (): Promise<string> => {
    const running = await startStandalone({ settings, log: openLog({ write: () => undefined }) });
    const { status } = await fetch(`${running.scimBaseUrl}/ServiceProviderConfig`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await running.close();
    const store = openSqliteEventStore({ file: join(folder, EVENT_STORE_FILE) });
    const { state } = await reads({ store }).companies.read(DEMO_COMPANY_ID, 0);
    await store.close();
    return `${status} ${state.kind === 'registered' ? state.company.scim : state.kind}`;
  };
  const change = async (...commands: readonly ((context: CommandContext) => CompanyCommand)[]): Promise<void> => {
    const store = openSqliteEventStore({ file: join(folder, EVENT_STORE_FILE) });
    for (const command of commands) {
      const id = randomUUID();
      const context: CommandContext = {
        companyId: DEMO_COMPANY_ID,
        commandId: id,
        requestId: id,
        actor: { kind: 'operator', id: 'spec' },
        tokenId: null,
        now: new Date().toISOString(),
      };
      await provisioning({ store, acknowledgements: acknowledgedFromLog(store) }).changeCompany.execute(
        new ChangeCompany(command(context)),
      );
    }
    await store.close();
  };
  expect(await start()).toBe('200 enabled');
  expect(await start()).toBe('200 enabled');
  await change((context) => ({ type: 'RevokeToken', context, tokenId: parseToken(token)?.id ?? '' }));
  expect(await start()).toBe('401 enabled');
  await change((context) => ({ type: 'DisableScim', context }));
  expect(await start()).toBe('401 off');
  await change((context) => ({ type: 'EnableScim', context }));
  expect(await start()).toBe('401 enabled');
  rmSync(folder, { recursive: true });
});
