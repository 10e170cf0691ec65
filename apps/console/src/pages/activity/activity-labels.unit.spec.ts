import { describe, expect, it } from '@jest/globals';
import type { ActivityAction } from '../../api/types.ts';
import { actionLabel, isOutcome, OUTCOME_LABELS, OUTCOMES, outcomeSentence, shortDuration } from './activity-labels.ts';

/** Every action there is, as it reads when it was done and when it was not. */
const labels: Readonly<Record<ActivityAction, readonly [string, string]>> = {
  'connector-tested': ['Connector tested', 'Test the connector'],
  'user-created': ['Member created', 'Create a member'],
  'user-replaced': ['Member replaced', 'Replace a member'],
  'user-changed': ['Member changed', 'Change a member'],
  'user-deactivated': ['Member deactivated', 'Deactivate a member'],
  'user-reactivated': ['Member activated again', 'Activate a member again'],
  'user-deleted': ['Member deleted', 'Delete a member'],
  'user-read': ['Member read', 'Read a member'],
  'users-listed': ['Members listed', 'List members'],
  'user-looked-up': ['Member looked up', 'Look up a member'],
  'group-created': ['Group created', 'Create a group'],
  'group-changed': ['Group changed', 'Change a group'],
  'group-replaced': ['Group replaced', 'Replace a group'],
  'group-deleted': ['Group deleted', 'Delete a group'],
  'group-read': ['Group read', 'Read a group'],
  'groups-listed': ['Groups listed', 'List groups'],
  'group-looked-up': ['Group looked up', 'Look up a group'],
  bulk: ['Several changes at once', 'Make several changes at once'],
  discovery: ['Capabilities read', 'Read capabilities'],
  searched: ['Search', 'Search'],
  unknown: ['Request that Luciq does not know', 'Something Luciq does not know'],
};

describe('Labels of the activity', () => {
  it.each(Object.entries(labels))('says %s as done, and as wished where it was not', (action, [done, wished]) => {
    expect(actionLabel(action as ActivityAction, 'done')).toBe(done);
    expect(actionLabel(action as ActivityAction, 'refused')).toBe(wished);
  });

  it('has a word for every outcome it offers', () => {
    expect(OUTCOMES.map((outcome) => OUTCOME_LABELS[outcome])).toEqual(['Done', 'Refused', 'Held back', 'Failed']);
    expect(OUTCOMES.every(isOutcome)).toBe(true);
    expect(isOutcome('lost')).toBe(false);
    expect(isOutcome(null)).toBe(false);
  });

  it('takes the sentence of the answer where there is one', () => {
    for (const outcome of OUTCOMES)
      expect(outcomeSentence({ outcome, status: 400, detail: 'The role is not known.' })).toBe(
        'The role is not known.',
      );
  });

  it.each([401, 404, 409, 400, 412])('says what to do about a refusal with status %d and no sentence', (status) => {
    expect(outcomeSentence({ outcome: 'refused', status, detail: null })).toMatch(/Okta/);
  });

  it('says that held back work is repeated, that a failure may be reported, and nothing of what was done', () => {
    expect(outcomeSentence({ outcome: 'held-back', status: 429, detail: null })).toMatch(/repeats it/);
    expect(outcomeSentence({ outcome: 'failed', status: 500, detail: null })).toMatch(/request id/);
    expect(outcomeSentence({ outcome: 'done', status: 200, detail: null })).toBeNull();
  });

  it.each([
    [0.2, 'under 1 ms'],
    [12.4, '12 ms'],
    [1_250, '1.3 s'],
    [120_000, '2 min'],
  ])('writes a duration of %d ms as %s', (ms, expected) => {
    expect(shortDuration(ms)).toBe(expected);
  });
});
