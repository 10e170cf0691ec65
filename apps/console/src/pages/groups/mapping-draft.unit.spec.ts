import { describe, expect, it } from '@jest/globals';
import type { MappingChange } from '../../api/groups.ts';
import { changeKey, draftProblem, mappingSummary, previewSentence, roleChange } from './mapping-draft.ts';

const set = (applications: readonly string[], precedence = 10): MappingChange => ({
  kind: 'set',
  mapping: { role: 'admin', applications, precedence },
});

describe('A mapping in words', () => {
  it('is what it gives', () => {
    expect(mappingSummary({ role: 'admin', applications: ['board', 'chat'] })).toBe('Admin; board, chat');
    expect(mappingSummary({ role: null, applications: ['board'] })).toBe('board');
    expect(mappingSummary({ role: 'viewer', applications: [] })).toBe('Viewer');
    expect(mappingSummary({ role: null, applications: [] })).toBe('Nothing');
  });

  it('that gives nothing is not previewed', () => {
    expect(draftProblem({ role: null, applications: [] })).toMatch(/remove the mapping/);
    expect(draftProblem({ role: 'viewer', applications: [] })).toBeNull();
    expect(draftProblem({ role: null, applications: ['board'] })).toBeNull();
  });
});

describe('A preview', () => {
  it('holds for the change that it was made for, in whatever order the applications stand', () => {
    expect(changeKey(set(['chat', 'board']), 't1')).toBe(changeKey(set(['board', 'chat']), 't1'));
  });

  it('does not hold for another change, nor after the mapping was changed by someone else', () => {
    const key = changeKey(set(['board']), 't1');
    expect([
      changeKey(set(['chat']), 't1'),
      changeKey(set(['board'], 11), 't1'),
      changeKey({ kind: 'remove' }, 't1'),
      changeKey(set(['board']), 't2'),
    ]).not.toContain(key);
    expect(changeKey({ kind: 'remove' }, 't1')).not.toBe(changeKey({ kind: 'remove' }, null));
  });

  it('is a sentence that says how many it is about', () => {
    expect(previewSentence({ total: 0, shown: 0 })).toBe('Nobody would gain or lose anything.');
    expect(previewSentence({ total: 1, shown: 1 })).toBe('1 member would gain or lose something.');
    expect(previewSentence({ total: 1_312, shown: 200 })).toBe(
      '1,312 members would gain or lose something; the first 200 are shown.',
    );
  });

  it('says a change of role, also from and to none', () => {
    expect(roleChange({ role: { before: 'member', after: 'admin' } })).toBe('Member to Admin');
    expect(roleChange({ role: { before: null, after: 'admin' } })).toBe('No role to Admin');
    expect(roleChange({ role: { before: 'admin', after: null } })).toBe('Admin to no role');
    expect(roleChange({ role: null })).toBeNull();
  });
});
