import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { openSqliteEventStore } from '@luciq/event-store/sqlite';
import type { DomainEvent, StreamName } from '@luciq/events';
import { companyStream, plain, userStream } from '@luciq/events';
import { memberHistory, memberHistoryPage } from './member-history.ts';

const folder = mkdtempSync(join(tmpdir(), 'luciq-history-'));
const store = openSqliteEventStore({ file: join(folder, 'log.sqlite') });

afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const USER = 'ann';
const own = userStream('acme', USER);
const company = companyStream('acme');
const id = (at: number): string => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;

async function append(at: number, stream: StreamName, event: DomainEvent): Promise<void> {
  const cause = { commandId: id(at), requestId: id(at), actor: { kind: 'system', id: 'test' }, tokenId: null } as const;
  const outcome = await store.append({
    stream,
    expected: 'any',
    events: [{ id: id(at), event }],
    time: '2026-01-01T00:00:00.000Z',
    cause,
  });
  expect(outcome.kind).toBe('appended');
}

it("has every decision about a member on one page, whatever its size, and nobody else's and nothing internal", async () => {
  const decided: readonly (readonly [StreamName, DomainEvent])[] = [
    [own, { type: 'UserProvisioned', data: { userId: USER, origin: 'scim' }, personal: plain({ userName: 'ann' }) }],
    [company, { type: 'OwnershipGranted', data: { userId: USER } }],
    [company, { type: 'OwnershipGranted', data: { userId: 'bob' } }],
    [own, { type: 'UserDeactivated', data: { userId: USER } }],
    [own, { type: 'ClaimFenced', data: { kind: 'userName' } }],
    [own, { type: 'UserReactivated', data: { userId: USER } }],
    [company, { type: 'OwnershipRevoked', data: { userId: USER } }],
    [company, { type: 'OwnershipGranted', data: { userId: USER } }],
    [own, { type: 'UserDeactivated', data: { userId: USER } }],
    [own, { type: 'UserReactivated', data: { userId: USER } }],
    [company, { type: 'OwnershipRevoked', data: { userId: USER } }],
  ];
  for (const [at, [stream, event]] of decided.entries()) await append(at, stream, event);
  const whole = (await memberHistory(store, 'acme', USER)).map((record) => record.id);
  expect(whole).toEqual([0, 1, 3, 5, 6, 7, 8, 9, 10].map(id));
  const newest = (await store.readStream(own)).length - 1;
  for (const count of [1, 2, 3, 5, 6, 100]) {
    const paged: string[] = [];
    for (let before: number | null = null, more = true; more;) {
      const page: Awaited<ReturnType<typeof memberHistoryPage>> = await memberHistoryPage(store, {
        companyId: 'acme',
        userId: USER,
        newest,
        before,
        count,
      });
      paged.push(...page.records.map((record) => record.id));
      before = page.next;
      more = page.next !== null;
    }
    expect([count, paged]).toEqual([count, whole.toReversed()]);
  }
});
