import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EVENT_STORE_FILE } from '@luciq/event-store/sqlite';
import { readSettings } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import { freePort } from '@luciq/test-engines/programs';
import { StandaloneSettings } from '../../../standalone/src/settings.ts';
import type { Standalone } from '../../../standalone/src/standalone.ts';
import { startStandalone } from '../../../standalone/src/standalone.ts';

const TOKEN = 'demo.0123456789abcdef0123456789abcdef';
const UNGUARDED = 'DROP TRIGGER events_only_grow; DROP TRIGGER events_never_change; DROP TRIGGER events_never_go;';

describe('Anyone who can write to the file of events', () => {
  let folder = '';
  let running: Standalone | null = null;
  let operations = 0;
  const lines: string[] = [];

  const start = async (): Promise<void> => {
    operations = await freePort();
    const settings = readSettings(StandaloneSettings, {
      PORT: '0',
      LUCIQ_OPERATIONS_PORT: String(operations),
      LUCIQ_DATA_DIR: folder,
      LUCIQ_BOOTSTRAP_TOKEN: TOKEN,
    });
    running = await startStandalone({ settings, log: openLog({ write: (line: string) => void lines.push(line) }) });
  };
  const stop = async (): Promise<void> => {
    await running?.close();
    running = null;
  };
  const edit = (sql: string): void => {
    const database = new DatabaseSync(join(folder, EVENT_STORE_FILE));
    database.exec(`${UNGUARDED} ${sql}`);
    database.close();
  };
  const status = async (token: string): Promise<number> =>
    (await fetch(`${running?.scimBaseUrl}/ServiceProviderConfig`, { headers: { authorization: `Bearer ${token}` } }))
      .status;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'luciq-edited-'));
    await start();
    await stop();
  });
  afterEach(async () => {
    await stop();
    rmSync(folder, { recursive: true });
  });

  it('brings no revoked token back by taking its revocation out: nothing starts, and the sentence says why', async () => {
    const database = new DatabaseSync(join(folder, EVENT_STORE_FILE));
    const { position } = database.prepare("SELECT position FROM events WHERE type = 'TokenIssued'").get() ?? {};
    database.close();
    edit(`DELETE FROM events WHERE position = ${Number(position)}`);
    await expect(start()).rejects.toMatchObject({
      name: 'EventStoreFileUnusable',
      message: expect.stringContaining('records were taken out'),
    });
  });

  it('lets no stranger in by a digest of his own: requests of that company are 429, and health says so', async () => {
    const digest = createHash('sha256').update('b'.repeat(32)).digest('hex');
    edit(`UPDATE events SET body = json_set(body, '$.data.digest', '${digest}') WHERE type = 'TokenIssued'`);
    // The demo company is looked at before the port opens.
    await expect(start()).rejects.toMatchObject({ name: 'DamagedLog' });
  });

  it('is found out while the product runs, and what was edited is not served', async () => {
    await start();
    expect(await status(TOKEN)).toBe(200);
    const created = await fetch(`${running?.scimBaseUrl}/Users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify({
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName: 'edited@demo.example',
      }),
    });
    const { id } = (await created.json()) as { readonly id: string };
    await stop();
    edit(`UPDATE events SET body = replace(body, 'edited@', 'forged@') WHERE stream LIKE '%${id}'`);
    await start();
    const read = await fetch(`${running?.scimBaseUrl}/Users/${id}`, { headers: { authorization: `Bearer ${TOKEN}` } });
    expect([read.status, read.headers.get('retry-after')]).toEqual([429, '5']);
    const ready = await fetch(`http://127.0.0.1:${operations}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      expect.objectContaining({ engines: expect.objectContaining({ eventStore: 'down' }) }),
    ]);
    expect(lines.some((line) => line.includes('DamagedLog'))).toBe(true);
    expect(await status(TOKEN)).toBe(200);
  });
});
