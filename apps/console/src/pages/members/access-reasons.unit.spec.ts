import { describe, expect, it } from '@jest/globals';
import type { Because } from '../../api/types.ts';
import { applicationSentence, plainSentence, roleSentence } from './access-reasons.ts';

const because = (source: Because['source'], group: Partial<Because> = {}): Because => ({
  source,
  eventId: '0198c0de-0000-7000-8000-000000000001',
  time: '2026-03-03T10:20:00.000Z',
  ...group,
});
const group = { groupId: 'g1', groupName: 'Engineering' };
const written = (): string => '3 March 2026, 10:20';

/** Every source there is, with the sentence for a role and for an application. */
const sentences: Readonly<Record<Because['source'], readonly [string, string]>> = {
  ownership: [
    'Admin, because ownership of the company was given to this member in Luciq on 3 March 2026, 10:20.',
    'board, because ownership of the company was given to this member in Luciq on 3 March 2026, 10:20.',
  ],
  extension: [
    'Admin, because the identity provider sent it as instabugRole on 3 March 2026, 10:20.',
    'board, because the identity provider sent it as instabugApplications on 3 March 2026, 10:20.',
  ],
  'scim-roles': [
    'Admin, because the identity provider sent it in the attribute roles on 3 March 2026, 10:20.',
    'board, because the identity provider sent it in the attribute roles on 3 March 2026, 10:20.',
  ],
  'group-mapping': [
    'Admin, because the group Engineering is mapped to it since 3 March 2026, 10:20.',
    'board, because the group Engineering is mapped to it since 3 March 2026, 10:20.',
  ],
  'company-default': [
    'Admin, because nothing else gives a role and it is the company’s default since 3 March 2026, 10:20.',
    'board, because nothing else gives applications and it is among the company’s defaults since 3 March 2026, 10:20.',
  ],
  deactivated: [
    'Admin, because the member is deactivated since 3 March 2026, 10:20.',
    'board, because the member is deactivated since 3 March 2026, 10:20.',
  ],
};

describe('The reason for access', () => {
  it.each(Object.entries(sentences))('by %s is a sentence with the time', (source, [role, application]) => {
    const why = because(source as Because['source'], source === 'group-mapping' ? group : {});
    expect(plainSentence(roleSentence('admin', why), written)).toBe(role);
    expect(plainSentence(applicationSentence('board', why), written)).toBe(application);
  });

  it('says that a deactivated member has no role', () => {
    expect(plainSentence(roleSentence(null, because('deactivated')), written)).toBe(
      'No role, because the member is deactivated since 3 March 2026, 10:20.',
    );
  });

  it('names the group to link to, and gets by without its name', () => {
    expect(roleSentence('admin', because('group-mapping', group))).toContainEqual({
      kind: 'group',
      id: 'g1',
      name: 'Engineering',
    });
    expect(roleSentence('admin', because('group-mapping', { groupId: 'g1' }))).toContainEqual({
      kind: 'group',
      id: 'g1',
      name: 'without a name',
    });
  });
});
