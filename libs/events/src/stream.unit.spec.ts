import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  companyStream,
  EVENT_CREDENTIALS_STREAM,
  groupStream,
  isCompanyId,
  NO_COMPANY,
  parseStream,
  userStream,
} from './stream.ts';

const companyIds = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,63}$/);
const userIds = fc.stringMatching(/^[A-Za-z0-9-]{1,64}$/);

describe('Stream names', () => {
  it('begin with the company', () => {
    expect(userStream('acme', 'u-1')).toBe('acme/user/u-1');
    expect(groupStream('acme', 'g-1')).toBe('acme/group/g-1');
    expect(companyStream('acme')).toBe('acme/company');
  });

  it('are read back into what they were made of', () => {
    fc.assert(
      fc.property(companyIds, userIds, (companyId, id) => {
        expect(isCompanyId(companyId)).toBe(true);
        expect(parseStream(userStream(companyId, id))).toEqual({ companyId, kind: 'user', id });
        expect(parseStream(groupStream(companyId, id))).toEqual({ companyId, kind: 'group', id });
        expect(parseStream(companyStream(companyId))).toEqual({ companyId, kind: 'company', id: companyId });
      }),
    );
  });

  it('of the credentials of the feed belong to no company', () => {
    expect(parseStream(EVENT_CREDENTIALS_STREAM)).toMatchObject({ companyId: NO_COMPANY, kind: 'event-credentials' });
    expect(isCompanyId(NO_COMPANY)).toBe(false);
    expect(() => parseStream('acme/event-credentials')).toThrow(RangeError);
  });

  it.each([
    '',
    'acme',
    'acme/',
    '/company',
    'acme/user/',
    'acme/user/a/b',
    'acme/user/a@b',
    'acme/group/',
    'acme/team/1',
    'Acme/company',
    'acme/company\n',
  ])('are not %j', (name) => {
    expect(() => parseStream(name)).toThrow(RangeError);
  });

  it.each(['', '-acme', 'Acme', 'ac me', 'acme/x', 'a'.repeat(65), 'acmé'])('do not take %j as a company', (id) => {
    expect(isCompanyId(id)).toBe(false);
  });
});
