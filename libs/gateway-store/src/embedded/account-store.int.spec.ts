import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { accountContract } from '../contract/account.ts';
import { GATEWAY_FILE, openSqliteGatewayStore } from './index.ts';

/** Long enough to try, short enough for a spec. */
const BUSY_MS = 20;

const SESSION = {
  digest: 'd',
  companyId: 'acme',
  kind: 'member',
  subject: 'u',
  csrf: 'c',
  createdAt: '2026-03-01T12:00:00.000Z',
  expiresAt: '2026-03-01T20:00:00.000Z',
  grounds: null,
} as const;

describe('the gateway store in a file', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateway-store-'));
    file = join(folder, GATEWAY_FILE);
  });
  afterEach(() => rm(folder, { recursive: true }));

  accountContract(async () => {
    const [here, there] = [
      openSqliteGatewayStore(file, { busyMs: BUSY_MS }),
      openSqliteGatewayStore(file, { busyMs: BUSY_MS }),
    ];
    const reader = new DatabaseSync(file);
    return {
      gateways: [here, there],
      away: async () => {
        reader.exec('begin immediate');
        return async () => reader.exec('rollback');
      },
      count: async (table) => Number(reader.prepare(`select count(*) as rows from ${table}`).get()?.['rows']),
      close: async () => {
        reader.close();
        here.close();
        there.close();
      },
    };
  });

  it('keeps what it has from one start to the next', async () => {
    const before = openSqliteGatewayStore(file);
    await before.sessions.create(SESSION);
    before.close();
    const after = openSqliteGatewayStore(file);
    expect([after.setAside, await after.sessions.find('d', SESSION.createdAt)]).toEqual([null, SESSION]);
    after.close();
  });

  it('that is damaged is put aside under a free name and begun anew', async () => {
    const noDatabase = 'no database at all, but long enough to look like one'.repeat(40);
    for (const number of [1, 2]) {
      await writeFile(file, noDatabase);
      const store = openSqliteGatewayStore(file);
      expect(store.setAside).toBe(`${file}.damaged-${number}`);
      expect(await store.sessions.find('d', SESSION.createdAt)).toBeNull();
      await store.sessions.create(SESSION);
      store.close();
    }
    expect(await readFile(`${file}.damaged-1`, 'utf8')).toBe(noDatabase);
  });

  it('that a newer build wrote, or that is no file, is left as it is', async () => {
    const database = new DatabaseSync(file);
    database.exec('pragma user_version = 99');
    database.close();
    expect(() => openSqliteGatewayStore(file)).toThrow('newer build');
    expect(() => openSqliteGatewayStore(folder)).toThrow();
    expect((await readdir(folder)).filter((name) => name.includes('damaged'))).toEqual([]);
  });
});
