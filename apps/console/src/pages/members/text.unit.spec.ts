import { describe, expect, it } from '@jest/globals';
import { attributeName, attributeValue, MAX_VALUE_CHARACTERS, profileLines } from './attribute-text.ts';
import { eventText, spelledApart } from './event-text.ts';

describe('Events in words', () => {
  it('are those of the catalogue', () => {
    expect(eventText('UserReactivated')).toMatchObject({ title: 'Activated again', effect: 'begins' });
    expect(
      ['TokenIssued', 'SamlConfigured', 'SetupLinkWithdrawn', 'ScimDisabled'].map((type) => eventText(type).title),
    ).toEqual(['Token issued', 'SAML configured', 'Set-up link withdrawn', 'SCIM disabled']);
  });

  it('of a type that the page does not know are its name, spelt apart', () => {
    expect(eventText('GroupMappingSet')).toMatchObject({ title: 'Group mapping set', effect: 'changes' });
    expect(eventText('constructor')).toEqual({ title: 'Constructor', effect: 'changes' });
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
