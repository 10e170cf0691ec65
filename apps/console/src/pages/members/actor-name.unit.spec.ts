import { describe, expect, it } from '@jest/globals';
import type { EventActor } from '../../api/types.ts';
import { actorName } from './actor-name.ts';

const names: Readonly<Record<EventActor['kind'], string>> = {
  idp: 'the identity provider',
  operator: 'the operator mira',
  system: 'Luciq itself',
  member: 'a member who is gone since',
  service: 'Luciq’s back end (mira)',
  'setup-link': 'someone with a set-up link',
};

describe('Who caused an event', () => {
  it.each(Object.entries(names))('has a name for %s', (kind, expected) => {
    expect(actorName({ kind: kind as EventActor['kind'], id: 'mira', name: null })).toBe(expected);
  });

  it('is the name of a member where there is one', () => {
    expect(actorName({ kind: 'member', id: 'u1', name: 'Zoë Ångström' })).toBe('Zoë Ångström');
  });
});
