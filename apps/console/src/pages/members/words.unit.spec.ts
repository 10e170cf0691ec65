import { describe, expect, it } from '@jest/globals';
import { catalogue } from '@luciq/events';
import { attributeName, attributeValue, MAX_VALUE_CHARACTERS, profileLines } from './attribute-text.ts';
import { eventWords, knownEvents, spelledApart } from './event-words.ts';

describe('Events in words', () => {
  it('have words of their own for every published event of a member and a group', () => {
    const published = Object.entries(catalogue).filter(
      ([type, { visibility }]) => visibility === 'published' && /^(User|Profile|Access|Group)/.test(type),
    );
    const mapped = published.map(([type]) => type).filter((type) => !type.startsWith('GroupMapping'));
    expect(mapped.filter((type) => !knownEvents.includes(type))).toEqual([]);
  });

  it('of a type that the page does not know are its name, spelt apart', () => {
    expect(eventWords('GroupMappingSet')).toEqual({ words: 'Group mapping set', tone: 'changed' });
    expect(eventWords('constructor').words).toBe('Constructor');
    expect(spelledApart('nickName')).toBe('Nick name');
  });
});

describe('Attributes in words', () => {
  it('are named without their schema', () => {
    expect(attributeName('urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department')).toBe('Department');
    expect(attributeName('urn:ietf:params:scim:schemas:extension:instabug:2.0:User:instabugRole')).toBe(
      'Luciq role sent',
    );
    expect(attributeName('emails')).toBe('E-mail');
  });

  it.each<[unknown, string]>([
    ['Zoë', 'Zoë'],
    ['', 'empty'],
    [null, 'removed'],
    [true, 'yes'],
    [7, '7'],
    [[], 'none'],
    [{}, 'none'],
    [['board', 'chat'], 'board, chat'],
    [{ givenName: 'Zoë', familyName: 'Ångström' }, 'Zoë Ångström'],
    [{ formatted: 'Zoë Å.', givenName: 'Zoë' }, 'Zoë Å.'],
    [[{ value: 'zoe@acme.example', type: 'work', primary: true }], 'zoe@acme.example (work)'],
    [[{ value: 'admin' }], 'admin'],
  ])('%j reads as a person would say it', (value, words) => {
    expect(attributeValue(value)).toBe(words);
  });

  it('are cut where they are very long', () => {
    expect(attributeValue('x'.repeat(1_000))).toHaveLength(MAX_VALUE_CHARACTERS + 1);
  });

  it('of a profile are lines, extensions taken apart and nothing said twice', () => {
    const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    expect(
      profileLines({
        schemas: [enterprise],
        id: 'u1',
        userName: 'zoe',
        title: 'Dr',
        [enterprise]: { department: 'Research' },
        meta: {},
      }),
    ).toEqual([
      { attribute: 'title', value: 'Dr' },
      { attribute: `${enterprise}:department`, value: 'Research' },
    ]);
  });
});
