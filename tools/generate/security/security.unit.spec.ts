import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { levels } from './levels.ts';
import { missingEvidence, plainTitle, securityPage, securityRequirements, shownBy, textOf, titlesIn } from './page.ts';
import type { TestReport } from './ran.ts';
import { notShown } from './ran.ts';
import { met, notMet } from './requirement.ts';
import { SPECS } from './specs.ts';

/** Requirements that ask for a page and for nothing else: a heading shows them. All others need a test. */
const ASK_FOR_PAGES = new Set(['7.1.1', '7.1.2', '7.1.3', '14.1.2', '15.1.1']);

describe('docs/security.md', () => {
  it('is what npm run generate writes', () => {
    expect(readFileSync('docs/security.md', 'utf8')).toBe(securityPage());
  });

  it('has every requirement of levels 1 and 2 once, in the order of the standard, and none of level 3', () => {
    const count = (level: number): number => [...levels.values()].filter((each) => each === level).length;
    expect([count(1), count(2), count(3)]).toEqual([70, 183, 92]);
    expect(securityRequirements.map(({ id }) => id)).toEqual(
      [...levels].filter(([, level]) => level < 3).map(([id]) => id),
    );
  });

  it('names only tests and headings that there are', () => {
    expect(missingEvidence(securityRequirements, textOf)).toEqual([]);
  });

  it('shows each that is met by a test, or by a page where one is asked for, and gives a reason for each other one', () => {
    const bare = securityRequirements.filter(({ id, verdict, shown, remark }) => {
      if (verdict !== 'met') return remark === '';
      return !shown.some((evidence) => shownBy(evidence).kind === 'test') && !ASK_FOR_PAGES.has(id);
    });
    expect(bare.map(({ id }) => id)).toEqual([]);
  });

  it('rests on every file of tests that is listed for it', () => {
    const used = new Set<unknown>(
      securityRequirements
        .flatMap(({ shown }) => shown.map(shownBy))
        .map((shown) => (shown.kind === 'test' ? shown.spec : null)),
    );
    expect(
      Object.entries(SPECS)
        .filter(([, spec]) => !used.has(spec))
        .map(([name]) => name),
    ).toEqual([]);
  });
});

describe('the check of what it names', () => {
  it('reads titles with what tests put in, and without the requirements of RFCs', () => {
    const source =
      "it('has [RFC7644 3.9 attributes] [RFC7643 7 returned-always]', () => {});\nit.each([[1]])('%s isn\\'t', (x) => {});\nit(`of ${A} and ${b.c}`, async () => {});";
    expect([...titlesIn(source)]).toEqual(['has', "… isn't", 'of … and …']);
    expect(plainTitle('at %j')).toBe('at …');
  });

  it('sees a test, a file and a heading that are not there', () => {
    const read = (path: string): string | null =>
      path === SPECS.user.file ? "it('is there', () => {})" : path === 'docs/a.md' ? '# A\n\n## There\n' : null;
    const some = [
      met('1', '', [
        'user: is there',
        'user: is gone',
        'company: is there',
        'docs/a.md: There',
        'docs/a.md: Nowhere',
        'docs/b.md: There',
      ]),
    ];
    expect(missingEvidence(some, read)).toEqual([
      '1: user: is gone',
      '1: company: is there',
      '1: docs/a.md: Nowhere',
      '1: docs/b.md: There',
    ]);
  });
});

describe('the check of what ran', () => {
  const report = (...results: readonly (readonly [title: string, status: string])[]): TestReport => ({
    testResults: [
      {
        name: `/somewhere/${SPECS.user.file}`,
        assertionResults: results.map(([title, status]) => ({ title, status })),
      },
    ],
  });
  const some = [
    met('1.1.1', '', ['user: is (good)', 'user: takes … and …', 'docs/a.md: There']),
    met('1.1.2', '', ['user: is (good)']),
    notMet('1.1.3', '', 'No.'),
  ];

  it('is content where each test ran and passed, tagged or with values put in', () => {
    expect(
      notShown(
        some,
        report(
          ['is (good) [RFC7644 3.9 attributes]', 'passed'],
          ['takes 1 and 2', 'passed'],
          ['takes a\nb and c', 'passed'],
          ['another', 'failed'],
        ),
      ),
    ).toEqual([]);
  });

  it('names each that failed, was left out or did not run, with what rests on it', () => {
    const good = `${SPECS.user.file}: is (good) (1.1.1, 1.1.2)`;
    const takes = `${SPECS.user.file}: takes … and … (1.1.1)`;
    expect(
      notShown(some, report(['is (good)', 'failed'], ['takes 1 and 2', 'passed'], ['takes 3 and 4', 'pending'])),
    ).toEqual([`failed: ${good}`, `pending: ${takes}`]);
    expect(notShown(some, report(['is good', 'passed']))).toEqual([`did not run: ${good}`, `did not run: ${takes}`]);
    expect(
      notShown(some, {
        testResults: [
          { name: `/elsewhere/${SPECS.company.file}`, assertionResults: [{ title: 'is (good)', status: 'passed' }] },
        ],
      }),
    ).toHaveLength(2);
  });
});
