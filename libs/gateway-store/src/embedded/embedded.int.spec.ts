import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from '@jest/globals';
import { openSqliteEventStore } from '@luciq/event-store/sqlite';
import { companyStream, LOG_START } from '@luciq/events';
import { acknowledgedContract, snapshotContract } from '../contract/index.ts';
import { acknowledgedFromLog, openSqliteSnapshots } from './index.ts';

acknowledgedContract(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-store-'));
  const [here, there] = [0, 1].map(() => openSqliteEventStore({ file: join(folder, 'log.sqlite') }));
  if (!here || !there) throw new Error('no stores');
  return {
    gateways: [acknowledgedFromLog(here), acknowledgedFromLog(there)],
    write: async (companyId) => {
      const outcome = await there.append({
        stream: companyStream(companyId),
        expected: 'any',
        events: [{ id: randomUUID(), event: { type: 'ScimEnabled', data: {} } }],
        time: '2026-03-01T10:20:30.456Z',
        cause: { commandId: 'c', requestId: 'r', actor: { kind: 'system', id: 'test' }, tokenId: null },
      });
      return (outcome.kind === 'appended' && outcome.records.at(-1)?.position) || LOG_START;
    },
    close: async () => {
      await here.close();
      await there.close();
      await rm(folder, { recursive: true });
    },
  };
});

snapshotContract(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-store-'));
  const file = join(folder, 'snapshots.sqlite');
  const snapshots = openSqliteSnapshots(file);
  return {
    snapshots,
    spoil: async (stream) => {
      const database = new DatabaseSync(file);
      database.prepare("update snapshots set body = replace(body, 'a', 'b') where stream = ?").run(stream);
      database.close();
    },
    close: async () => {
      snapshots.close();
      await rm(folder, { recursive: true });
    },
  };
});

it('a file of snapshots that is none is made anew', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-store-'));
  const file = join(folder, 'snapshots.sqlite');
  await writeFile(file, 'no database at all, but long enough to look like one'.repeat(40));
  const snapshots = openSqliteSnapshots(file);
  await snapshots.save('acme/group/a', 'r', { revision: 3, body: '{}' });
  expect(await snapshots.load('acme/group/a', 'r')).toEqual({ revision: 3, body: '{}' });
  snapshots.close();
  await rm(folder, { recursive: true });
});
