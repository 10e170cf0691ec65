import { expect, it } from '@jest/globals';
import { accessWords, reasonWords } from './access-words.ts';

it('says access in words, and who has none and why', () => {
  expect(accessWords({ role: 'admin', applications: ['Shop', 'Maps'] })).toBe('Admin, with Shop, Maps');
  expect(accessWords({ role: 'viewer', applications: [] })).toBe('Viewer, no applications');
  expect(accessWords({ role: null, applications: [] })).toBe('None: deactivated');
  expect(accessWords(null)).toBe('None: not a member');
});

it('names the group of a mapping by the name that it had, else by its id', () => {
  const reason = {
    source: 'group-mapping',
    groupId: 'g1',
    eventId: 'e',
    time: 't',
    actor: null,
    requestId: null,
  } as const;
  expect(reasonWords({ ...reason, groupName: 'Admins' })).toBe('the group Admins is mapped to it');
  expect(reasonWords({ ...reason, groupName: null })).toBe('the group g1 is mapped to it');
});
