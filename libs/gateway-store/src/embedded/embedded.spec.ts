import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EventStore } from '@luciq/event-store';
import { openSqliteEventStore } from '@luciq/event-store/sqlite';
import { companyStream, LOG_START } from '@luciq/events';
import { acknowledgedFromLog } from './index.ts';

describe('Acknowledged positions of an embedded log', () => {
  let folder = '';
  let stores: readonly EventStore[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateway-store-'));
    stores = [0, 1].map(() => openSqliteEventStore({ file: join(folder, 'log.sqlite') }));
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
    await rm(folder, { recursive: true });
  });

  it('cover every answered write of the company, by whichever gateway, and no other company', async () => {
    const [here, there] = stores;
    if (!here || !there) throw new Error('no stores');
    const acknowledged = acknowledgedFromLog(here);
    expect(await acknowledged.acknowledged('acme')).toBe(LOG_START);
    for (const gateway of [here, there, here]) {
      const outcome = await gateway.append({
        stream: companyStream('acme'),
        expected: 'any',
        events: [{ id: randomUUID(), event: { type: 'ScimEnabled', data: {} } }],
        time: '2026-03-01T10:20:30.456Z',
        cause: { commandId: 'c', requestId: 'r', actor: { kind: 'system', id: 'test' }, tokenId: null },
      });
      const position = outcome.kind === 'appended' ? outcome.records.at(-1)?.position : undefined;
      if (position === undefined) throw new Error('not appended');
      await acknowledgedFromLog(gateway).acknowledge('acme', position);
      expect(await acknowledged.acknowledged('acme')).toBe(position);
    }
    expect(await acknowledged.acknowledged('globex')).toBe(LOG_START);
  });
});
