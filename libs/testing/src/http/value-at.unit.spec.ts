import { describe, expect, it } from '@jest/globals';
import { valueAt } from './value-at.ts';

describe('a value at a path', () => {
  const user = { name: { givenName: 'A' }, emails: [{ value: 'a@b' }], 'urn:x:2.0:User': { role: 'admin' } };

  it.each([
    ['$', user],
    ['name.givenName', 'A'],
    ['emails[0].value', 'a@b'],
    ['["urn:x:2.0:User"].role', 'admin'],
    ['emails[1].value', undefined],
    ['name.constructor', undefined],
    ['name[0]', undefined],
  ])('%s is found or not', (path, value) => expect(valueAt(user, path)).toEqual(value));
});
