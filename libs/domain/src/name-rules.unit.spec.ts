import { describe, expect, it } from '@jest/globals';
import { refuseName, refuseUserNames } from './name-rules.ts';

describe('a name that is new', () => {
  it.each([
    ['a zero width space', 'ann\u200ba@acme.example', 'U+200B'],
    ['a byte order mark', '\ufeffanna@acme.example', 'U+FEFF'],
    ['a word joiner', 'anna\u2060@acme.example', 'U+2060'],
    ['a soft hyphen', 'an\u00adna@acme.example', 'U+00AD'],
    ['a turn to the left', 'anna\u202e@acme.example', 'U+202E'],
    ['an isolate', '\u2066anna\u2069', 'U+2066'],
    ['a line break', 'anna\n', 'U+000A'],
    ['a C1 control', 'an\u0085na', 'U+0085'],
    ['a joiner', 'an\u200dna', 'U+200D'],
    ['a variation selector', 'anna\ufe0f', 'U+FE0F'],
  ])('must not have %s; the sentence names the character and nothing else', (_, name, character) => {
    const detail = `userName must not have characters that cannot be seen: it has ${character}. Take it out at the identity provider.`;
    expect(refuseName('userName', name, 'identifier')).toEqual({ scimType: 'invalidValue', detail });
    expect(refuseName('displayName', name, 'title')?.scimType).toBe('invalidValue');
  });

  it.each([
    'anna@acme.example',
    'Anna Lee ',
    '\u00c9milie',
    'e\u0301',
    '\uff21nna',
    "o'neil+tag@acme.example",
    '\u0627\u062d\u0645\u062f',
    '\u5f20\u4f1f',
    '\u0928\u092e\u0938\u094d\u0924\u0947',
  ])('may be %j', (name) => {
    expect(refuseName('userName', name, 'identifier')).toBeNull();
  });

  it.each([
    '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645',
    '\u{1f469}\u200d\u{1f4bb} Developers',
    '\u2764\ufe0f Support',
    '1\ufe0f\u20e3 Tier',
    '\u0915\u094d\u200d\u0937',
  ])('of a group may be shaped by joiners where these belong: %j', (name) => {
    expect(refuseName('displayName', name, 'title')).toBeNull();
  });

  it('is judged for userName and e-mail, and what was accepted once is not judged again', () => {
    const bad = 'an\u200bna@acme.example';
    expect(refuseUserNames({}, { userName: bad })?.detail).toContain('userName');
    expect(refuseUserNames({}, { userName: 'a', emails: [{ value: 'a@b' }, { value: bad }] })?.detail).toContain(
      'emails.value',
    );
    const before = { userName: bad, emails: [{ value: bad }] };
    expect(refuseUserNames(before, { ...before, title: 'Dr' })).toBeNull();
    expect(refuseUserNames({}, { userName: 'a', displayName: bad, emails: [{ value: '' }] })).toBeNull();
  });
});
