import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteEventStore } from '@luciq/event-store/sqlite';
import { LOG_START, companyStream } from '@luciq/events';
import { acknowledgedContract } from '../contract/index.ts';
import { acknowledgedFromLog } from './index.ts';

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
