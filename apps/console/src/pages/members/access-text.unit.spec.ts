import { expect, it } from '@jest/globals';
import { accessText, reasonText } from './access-text.ts';

it('says access in words, and who has none and why', () => {
  expect(accessText({ role: 'admin', applications: ['Shop', 'Maps'] })).toBe('Admin, with Shop, Maps');
  expect(accessText({ role: 'viewer', applications: [] })).toBe('Viewer, no applications');
  expect(accessText({ role: null, applications: [] })).toBe('None: deactivated');
  expect(accessText(null)).toBe('None: not a member');
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
  expect(reasonText({ ...reason, groupName: 'Admins' })).toBe('the group Admins is mapped to it');
  expect(reasonText({ ...reason, groupName: null })).toBe('the group g1 is mapped to it');
});
