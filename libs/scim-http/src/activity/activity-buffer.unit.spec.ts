import { expect, it } from '@jest/globals';
import type { ActivityAction, ActivityEntry } from '@luciq/gateway-store';
import { ActivityBuffer } from './activity-buffer.ts';

const entry = (id: string, action: ActivityAction, status = 200): ActivityEntry => ({
  id,
  companyId: 'acme',
  time: '2026-03-01T12:00:00.000Z',
  tokenId: 't',
  action,
  resourceType: null,
  resourceId: null,
  status,
  scimType: null,
  detail: null,
  durationMs: 1,
  requestId: 'r',
  client: null,
});

function buffered(most: number): {
  readonly buffer: ActivityBuffer;
  readonly dropped: () => number;
  readonly ids: () => readonly string[];
} {
  let count = 0;
  const buffer = new ActivityBuffer(most, (entries) => {
    count += entries;
  });
  return {
    buffer,
    dropped: () => count,
    ids: () =>
      buffer
        .take()
        .map(({ id }) => id)
        .toSorted(),
  };
}

it('leaves out successful reads first, the oldest before others', () => {
  const { buffer, dropped, ids } = buffered(3);
  buffer.add(entry('1', 'user-read'));
  buffer.add(entry('2', 'user-created', 201));
  buffer.add(entry('3', 'users-listed'));
  buffer.add(entry('4', 'user-read', 404));
  buffer.add(entry('5', 'user-read', 429));
  expect(dropped()).toBe(2);
  expect(ids()).toEqual(['2', '4', '5']);
});

it('leaves out the oldest where no successful read waits, and a read that comes to a full house', () => {
  const { buffer, dropped, ids } = buffered(2);
  buffer.add(entry('1', 'user-created', 201));
  buffer.add(entry('2', 'user-changed'));
  buffer.add(entry('3', 'user-changed'));
  buffer.add(entry('4', 'user-read'));
  expect(dropped()).toBe(2);
  expect(ids()).toEqual(['2', '3']);
});

it('takes back what could not be written, as older than what came since', () => {
  const { buffer, dropped, ids } = buffered(3);
  buffer.add(entry('1', 'user-created', 201));
  buffer.add(entry('2', 'user-created', 201));
  const taken = buffer.take();
  expect(buffer.size).toBe(0);
  buffer.add(entry('3', 'user-created', 201));
  buffer.add(entry('4', 'user-created', 201));
  buffer.putBack(taken);
  expect(dropped()).toBe(1);
  expect(ids()).toEqual(['2', '3', '4']);
});
