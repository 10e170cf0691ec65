import { describe, expect, it } from '@jest/globals';
import type { EventActor } from '../../api/types.ts';
import { actorWords } from './actor-words.ts';

const words: Readonly<Record<EventActor['kind'], string>> = {
  idp: 'the identity provider',
  operator: 'the operator mira',
  system: 'Luciq itself',
  member: 'a member who is gone since',
  service: 'Luciq’s back end (mira)',
  'setup-link': 'someone with a set-up link',
};

describe('Who caused an event', () => {
  it.each(Object.entries(words))('is said in words for %s', (kind, expected) => {
    expect(actorWords({ kind: kind as EventActor['kind'], id: 'mira', name: null })).toBe(expected);
  });

  it('is the name of a member where there is one', () => {
    expect(actorWords({ kind: 'member', id: 'u1', name: 'Zoë Ångström' })).toBe('Zoë Ångström');
  });
});
