import { describe, expect, it } from '@jest/globals';
import type { ActivityEntry } from '../../api/types.ts';
import { newerLabel, newerThan } from './newer-entries.ts';

const entry = (minute: number): ActivityEntry => ({
  id: `e${minute}`,
  time: `2026-03-03T10:${String(minute).padStart(2, '0')}:00.000Z`,
  action: 'user-created',
  outcome: 'done',
  resourceType: 'User',
  resourceId: 'u1',
  target: null,
  status: 201,
  scimType: null,
  detail: null,
  durationMs: 12,
  requestId: `r${minute}`,
  token: null,
});
const page = (...minutes: readonly number[]): ActivityEntry[] => minutes.map(entry);
const ids = (entries: readonly ActivityEntry[]): string[] => entries.map(({ id }) => id);

describe('Newer entries', () => {
  it('are those of the newest page that are not shown', () => {
    const found = newerThan(page(3, 2, 1), page(5, 4, 3, 2));
    expect(ids(found.entries)).toEqual(['e5', 'e4']);
    expect(found.gap).toBe(false);
    expect(newerLabel(found)).toBe('Show 2 new requests');
    expect(newerLabel(newerThan(page(3, 2), page(4, 3)))).toBe('Show 1 new request');
  });

  it('are none where nothing happened', () => {
    expect(newerThan(page(3, 2, 1), page(3, 2))).toEqual({ entries: [], gap: false });
    expect(newerThan([], [])).toEqual({ entries: [], gap: false });
  });

  it('include one that was written late, between those that are shown', () => {
    expect(ids(newerThan(page(5, 3), page(5, 4, 3)).entries)).toEqual(['e4']);
  });

  it('leave out what is older than all that is shown', () => {
    expect(newerThan(page(5, 4), page(5, 4, 3)).entries).toEqual([]);
  });

  it('may leave a gap where the whole newest page is unknown', () => {
    const found = newerThan(page(3, 2, 1), page(9, 8));
    expect(found.gap).toBe(true);
    expect(newerLabel(found)).toBe('Show more than 2 new requests');
  });

  it('leave no gap in a list that was empty', () => {
    expect(newerThan([], page(2, 1))).toEqual({ entries: page(2, 1), gap: false });
  });
});
