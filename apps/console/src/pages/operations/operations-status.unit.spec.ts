import { describe, expect, it } from '@jest/globals';
import type { RebuildStatus } from '../../api/types.ts';
import { lagText, pumpState, rebuildPercent, rebuildSentence } from './operations-status.ts';

const sentences: Readonly<Record<RebuildStatus['state'], RegExp>> = {
  idle: /No rebuild has been started/,
  running: /50 % of the log is read/,
  done: /is done\. disk full/,
  failed: /failed.*disk full/,
};

describe('The operations page', () => {
  it.each(['starting', 'catching-up', 'live', 'draining', 'stopped'])('has a label for a pump that is %s', (state) => {
    expect(pumpState(state).label).not.toBe(state);
  });

  it('show a state that they do not know as it is spelt', () => {
    expect(pumpState('waiting')).toEqual({ label: 'waiting', health: 'busy' });
    expect(pumpState('constructor').label).toBe('constructor');
  });

  it.each([
    [0, 0, 'nothing waiting'],
    [0, null, 'nothing waiting'],
    [null, 0, 'nothing waiting'],
    [1, null, '1 record behind'],
    [1_200, 4, '1,200 records, 4 s behind'],
    [7, 90, '7 records, 2 min behind'],
    [7, 5_400, '7 records, 1.5 h behind'],
    [null, null, 'not known'],
  ])('say a lag of %p records and %p seconds', (lagRecords, lagSeconds, expected) => {
    expect(lagText({ lagRecords, lagSeconds })).toBe(expected);
  });

  it.each(Object.entries(sentences))('say of a rebuild that it is %s', (state, expected) => {
    expect(
      rebuildSentence({ state: state as RebuildStatus['state'], done: 1_500, total: 3_000, detail: 'disk full' }),
    ).toMatch(expected);
  });

  it('know how far a rebuild is, where its size is known', () => {
    expect(rebuildPercent({ done: 1, total: 3 })).toBe(33);
    expect(rebuildPercent({ done: 5, total: 3 })).toBe(100);
    expect(rebuildPercent({ done: 5, total: 0 })).toBeNull();
  });
});
