import { describe, expect, it } from '@jest/globals';
import type { Json } from '@luciq/events';
import { MAX_FILTER_DEPTH, MAX_FILTER_LENGTH, MAX_FILTER_SCANS, MAX_FILTER_TERMS } from '../limits.ts';
import { groupResourceType } from '../schema/group-type.ts';
import { userResourceType } from '../schema/user-type.ts';
import { ENTERPRISE_USER_URN, LUCIQ_USER_URN, USER_URN } from '../urns.ts';
import { evaluateFilter } from './evaluate.ts';
import { exactLookup } from './exact-lookup.ts';
import { parseFilter } from './parse.ts';
import { compareText } from './text.ts';

const resource: Record<string, Json> = {
  id: 'Id-1',
  meta: { resourceType: 'User', created: '2026-01-01T12:00:00.000Z', lastModified: '2026-02-01T12:00:00.500Z' },
  active: true,
  userName: 'Test "Q" \\ User@Okta.local',
  externalId: '00uABC',
  title: '',
  name: { givenName: 'Zoë', familyName: 'User' },
  emails: [
    { value: 'w@x.com', type: 'work', primary: true },
    { value: 'h@y.com', type: 'home' },
  ],
  profileUrl: 'https://x.example/A',
  [`${ENTERPRISE_USER_URN}:department`]: 'Sales',
  [`${ENTERPRISE_USER_URN}:manager`]: { value: 'M7' },
  [`${LUCIQ_USER_URN}:instabugApplications`]: ['One', 'Two'],
};

function holds(text: string) {
  const filter = parseFilter(userResourceType, text);
  if (!filter.ok) throw new Error(filter.problem.detail);
  return evaluateFilter(filter.value, resource);
}

const refusal = (text: string) => {
  const filter = parseFilter(userResourceType, text);
  return filter.ok ? null : filter.problem;
};

describe('a filter', () => {
  it.each([
    'userName eq "TEST \\"q\\" \\\\ user@okta.LOCAL"',
    'userName eq"test \\u0022q\\u0022 \\\\ user@okta.local"',
    'USERNAME EQ "test \\"q\\" \\\\ user@okta.local"',
    `${USER_URN}:userName sw "test"`,
    `${ENTERPRISE_USER_URN.toUpperCase()}:DEPARTMENT eq "sales"`,
    `${ENTERPRISE_USER_URN}:manager eq "M7"`,
    `${LUCIQ_USER_URN}:instabugApplications eq "Two"`,
    `${LUCIQ_USER_URN}:instabugApplications[value sw "T"]`,
    'schemas pr',
    'id eq "Id-1"',
    'externalId eq "00uABC"',
    'active eq true',
    'active eq "True"',
    'active ne false',
    'name.givenName co "OË"',
    'name.familyName ew "ser"',
    'name.familyName gt "Tzzz"',
    'name.familyName le "user"',
    'emails eq "H@Y.com"',
    'emails co "@x"',
    'emails.type eq "work" and emails.value co "@y"',
    'emails[type eq "work" and value co "@x"]',
    'emails[type eq "work" or not (primary pr)]',
    'emails.type ne "work"',
    'emails[primary ne true]',
    'meta.created eq "2026-01-01T13:00:00+01:00"',
    'meta.created lt "2026-01-01T12:00:00.001Z"',
    'meta.lastModified ge "2026-02-01T12:00:00.5"',
    'profileUrl co "/A"',
    'title pr',
    'title eq ""',
    'name pr and emails pr and meta.created pr',
    'nickName ne "x"',
    'nickName eq null',
    'userName ne null',
    'not (nickName pr)',
    'shoeSize ne 4',
    'shoeSize eq null',
    'emails.shoe ne "x"',
    'not (emails.shoe pr)',
    'password ne "x"',
    'userName pr or userName eq "x" and userName eq "y"',
    'not (userName eq "x" or userName eq "y")',
    '( ( active eq true ) )',
  ])('holds: %s', (text) => {
    expect(holds(text)).toBe(true);
  });

  it.each([
    'id eq "id-1"',
    'externalId eq "00uabc"',
    `${LUCIQ_USER_URN}:instabugApplications eq "two"`,
    'emails[type eq "work" and value co "@y"]',
    'active eq false',
    'nickName pr',
    'nickName eq "x"',
    'nickName gt "a"',
    'nickName ne null',
    'shoeSize eq 4',
    'shoeSize pr',
    'shoes[size eq 4]',
    'shoes[size ne 4]',
    'photos[value ne "x"]',
    'password pr',
    'groups pr',
    '(userName pr or userName eq "x") and userName eq "y"',
    'not (userName pr)',
    'meta.created gt "2026-01-01T12:00:00Z"',
    'profileUrl co "/a"',
    'constructor.name pr',
    'constructor pr',
  ])('does not hold: %s', (text) => {
    expect(holds(text)).toBe(false);
  });

  it.each([
    '',
    ' ',
    'userName',
    'userName eq',
    'userName eq test',
    "userName eq 'test'",
    'userName eq "test',
    'userName eq "a\\x"',
    'userName like "x"',
    'eq "x"',
    'userName eq "a" userName eq "b"',
    'userName eq "a" and',
    'and userName pr',
    'not userName pr',
    '(userName pr',
    'userName pr)',
    'emails[type eq "work"',
    'emails[]',
    'emails[emails[value pr]]',
    'name[givenName pr]',
    'active gt true',
    'active co "tr"',
    'active eq 1',
    'active eq "yes"',
    'x509Certificates.value gt "x"',
    'userName eq true',
    'userName gt null',
    'name eq "x"',
    'meta.created gt "yesterday"',
    'meta.created gt 2026',
    'meta.created sw "2026"',
    'userName eq 01',
    '__proto__ pr',
    'userName eq "x" ; drop',
    'meta.created gt "2026-02-30T00:00:00Z"',
  ])('is refused: %j', (text) => {
    expect(refusal(text)?.scimType).toBe('invalidFilter');
  });

  it('does not repeat what was sent when it is refused', () => {
    for (const text of ['active eq "secret"', 'secret secret', 'userName eq secret'])
      expect(refusal(text)?.detail).not.toContain('secret');
  });

  it('is limited in length, depth and number of comparisons, and says so', () => {
    const nested = (depth: number) => `${'('.repeat(depth)}userName pr${')'.repeat(depth)}`;
    const joined = (terms: number) => Array.from({ length: terms }, () => 'id pr').join(' or ');
    expect(refusal(nested(MAX_FILTER_DEPTH))).toBeNull();
    expect(refusal(nested(MAX_FILTER_DEPTH + 1))?.detail).toContain(`${MAX_FILTER_DEPTH} deep`);
    expect(refusal(joined(MAX_FILTER_TERMS))).toBeNull();
    expect(refusal(joined(MAX_FILTER_TERMS + 1))?.detail).toContain(`${MAX_FILTER_TERMS} comparisons`);
    expect(refusal(`userName eq "${'x'.repeat(MAX_FILTER_LENGTH)}"`)?.detail).toContain(
      `${MAX_FILTER_LENGTH} characters`,
    );
  });

  it('has a limited number of conditions that look at every value, of which those on one attribute by `or` are one', () => {
    const joined = (by: 'and' | 'or', terms: number, term: string) =>
      Array.from({ length: terms }, () => term).join(` ${by} `);
    expect(refusal(joined('and', MAX_FILTER_SCANS, 'groups.display co "a"'))).toBeNull();
    expect(refusal(joined('and', MAX_FILTER_SCANS + 1, 'groups.display co "a"'))?.detail).toContain(
      `${MAX_FILTER_SCANS} conditions`,
    );
    expect(refusal(joined('or', MAX_FILTER_SCANS + 1, 'not (emails[type eq "work"])'))?.scimType).toBe('invalidFilter');
    expect(refusal(joined('or', MAX_FILTER_TERMS, 'emails eq "a"'))).toBeNull();
    expect(refusal(joined('and', MAX_FILTER_TERMS, 'title ne "a"'))).toBeNull();
    const ofGroups = (text: string) => parseFilter(groupResourceType, text).ok;
    expect(ofGroups(joined('or', MAX_FILTER_TERMS, 'members eq "u1"'))).toBe(true);
    expect(ofGroups(joined('or', MAX_FILTER_SCANS, 'members.display co "a"'))).toBe(true);
    expect(ofGroups(joined('or', MAX_FILTER_SCANS + 1, 'members.display co "a"'))).toBe(false);
    expect(ofGroups(`members[${joined('or', MAX_FILTER_SCANS + 1, 'display co "a"')}]`)).toBe(false);
  });

  it('writes dates in UTC with milliseconds', () => {
    const filter = parseFilter(userResourceType, 'meta.created gt "2026-01-01T13:00:00+01:00"');
    expect(filter).toMatchObject({ ok: true, value: { kind: 'compare', value: '2026-01-01T12:00:00.000Z' } });
  });
});

describe('exactLookup', () => {
  const lookup = (text: string) => {
    const filter = parseFilter(userResourceType, text);
    return filter.ok ? exactLookup(filter.value) : filter;
  };

  it('knows the look-ups by userName and by id', () => {
    expect(lookup('userName eq "A@b"')).toEqual({ attribute: 'userName', value: 'A@b' });
    expect(lookup(`(${USER_URN}:ID eq "x")`)).toEqual({ attribute: 'id', value: 'x' });
  });

  it.each([
    'userName sw "a"',
    'userName eq null',
    'externalId eq "x"',
    'userName eq "a" and active eq true',
    'not (userName eq "a")',
    'emails eq "a"',
  ])('is null for %s', (text) => {
    expect(lookup(text)).toBeNull();
  });
});

describe('compareText', () => {
  it('orders by code point, as UTF-8 bytes do', () => {
    expect(compareText('\u{10000}', '\uffff')).toBeGreaterThan(0);
    expect(compareText('a', 'ab')).toBeLessThan(0);
    expect(compareText('ab', 'ab')).toBe(0);
  });
});

describe('a value path that is followed by a sub-attribute, as Entra sends it', () => {
  it.each([
    ['emails[type eq "work"].value eq "W@x.com"', true],
    ['emails[type eq "work"].value eq "h@y.com"', false],
    ['emails[type eq "home"].value ne "w@x.com"', true],
    ['emails[type eq "home"].primary pr', false],
    ['emails[type eq "work"].primary eq "True" and userName pr', true],
    ['not (emails[type eq "work"].value sw "h")', true],
    ['emails[type eq "work"].nosuch eq "x"', false],
    ['nosuch[type eq "work"].value eq "x"', false],
    [`${LUCIQ_USER_URN}:instabugApplications[value sw "T"].value eq "Two"`, true],
  ])('%s is %s: it is about one element', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  it.each([
    'emails[type eq "work"] .value eq "x"',
    'emails[type eq "work"].value',
    'emails[type eq "work"].value.x eq "y"',
    'emails[type eq "work"].',
    '.value eq "x"',
    'name[givenName pr].familyName eq "x"',
  ])('is refused where it is not well-formed: %s', (text) => {
    expect(refusal(text)?.scimType).toBe('invalidFilter');
  });
});
