import { randomUUID } from 'node:crypto';
import { LOG_START, userStream } from '@luciq/events';
import { openEventStoreDb } from './index.ts';

/** A process for tests: uses the store of its first argument in every way, closes it, and must then end by itself. */
const [connectionString = ''] = process.argv.slice(2);
const store = openEventStoreDb({
  connectionString,
  claimKey: 'the key under which claims are named',
  prefix: 'closing',
});
const userId = randomUUID();
await store.append({
  stream: userStream('acme', userId),
  expected: 'no-stream',
  events: [{ id: randomUUID(), event: { type: 'UserDeleted', data: { userId } } }],
  time: '2026-03-01T10:20:30.456Z',
  cause: { commandId: userId, requestId: userId, actor: { kind: 'system', id: 'test' }, tokenId: null },
  claims: [{ action: 'take', claim: { scope: 'acme', kind: 'userName', value: userId } }],
});
await store.readLog({ after: LOG_START, limit: 10 });
await store.readLog({ after: LOG_START, limit: 10, companyId: 'acme' });
void store.waitForRecords(await store.head(), new AbortController().signal);
await store.close();
