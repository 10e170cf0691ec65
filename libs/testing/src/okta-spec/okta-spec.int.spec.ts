import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { CORE_USER, OKTA_CONTENT_TYPE } from '../http/index.ts';
import { tinyScim } from '../tiny-scim/index.ts';
import { parseOktaSuite, runOktaSpec } from './index.ts';

const TOKEN = 'id.secret';
const BASE = 'http://tiny.test/scim/v2';

const step = (url: string, assertions: readonly object[], more: object = {}): object => ({
  step_type: 'request',
  note: ' a note ',
  method: 'GET',
  url,
  headers: { Authorization: ['{{auth}}'] },
  assertions,
  variables: [],
  scripts: [],
  ...more,
});

const suite = (...steps: readonly object[]) => parseOktaSuite(JSON.stringify({ steps }));
const options = { base: BASE, authorization: `Bearer ${TOKEN}`, fetch: tinyScim({ token: TOKEN }) };
const passed = async (...assertions: readonly object[]) =>
  (await runOktaSpec(suite(step('{{SCIMBaseURL}}/Users', assertions)), options)).map((result) => result.passed);

describe("the runner of Okta's suite", () => {
  it('compares as the suite does', async () => {
    const json = (comparison: string, property: string, value: string | null) => ({
      comparison,
      source: 'response_json',
      property,
      value,
    });
    expect(
      await passed(
        { comparison: 'equal_number', source: 'response_status', value: '200' },
        json('equal', 'totalResults', '0'),
        json('is_a_number', 'startIndex', null),
        json('has_value', 'schemas', 'urn:ietf:params:scim:api:messages:2.0:ListResponse'),
      ),
    ).toEqual([true, true, true, true]);
    expect(
      await passed(
        { comparison: 'equal_number', source: 'response_status', value: '201' },
        json('equal', 'totalResults', '1'),
        json('is_a_number', 'schemas', null),
        json('has_value', 'schemas', 'x'),
        json('not_empty', 'Resources', null),
      ),
    ).toEqual([false, false, false, false, false]);
  });

  it('skips pauses, saves variables and counts the script', async () => {
    const body = JSON.stringify({ schemas: [CORE_USER], userName: '{{randomUsername}}', active: true });
    const results = await runOktaSpec(
      suite(
        step('{{SCIMBaseURL}}/Users', [], {
          method: 'POST',
          body,
          headers: { Authorization: ['{{auth}}'], 'Content-Type': [OKTA_CONTENT_TYPE] },
          variables: [{ source: 'response_json', name: 'made', property: 'id' }],
        }),
        { step_type: 'pause', duration: 5 },
        step('{{SCIMBaseURL}}/Users/{{made}}', [
          { comparison: 'equal', source: 'response_json', property: 'userName', value: '{{randomUsername}}' },
        ]),
        step('{{SCIMBaseURL}}/Groups', [], { scripts: ['assert()'] }),
      ),
      options,
    );
    expect(results.map(({ step: number, passed: right }) => [number, right])).toEqual([
      [2, true],
      [3, true],
    ]);
  });

  it('refuses a comparison it does not know, rather than pass it', async () => {
    await expect(passed({ comparison: 'is_pretty', source: 'response_status', value: '' })).rejects.toThrow(
      'is_pretty',
    );
  });

  it('refuses a file that is no suite', () => {
    expect(() => parseOktaSuite('{}')).toThrow(SyntaxError);
  });
});

const file = process.env['OKTA_SPEC_FILE'];

(file === undefined ? describe.skip : describe)('the published suite', () => {
  it('has 53 assertions, all of which a service that is right passes', async () => {
    const fetch = tinyScim({ token: TOKEN });
    await fetch(`${BASE}/Users`, {
      method: 'POST',
      headers: { authorization: TOKEN },
      body: JSON.stringify({
        schemas: [CORE_USER],
        userName: 'first@atko.com',
        name: { givenName: 'A', familyName: 'B' },
        emails: [{ value: 'first@atko.com' }],
        active: true,
      }),
    });
    const results = await runOktaSpec(parseOktaSuite(readFileSync(String(file), 'utf8')), { ...options, fetch });
    expect(results.filter((result) => !result.passed)).toEqual([]);
    expect(results).toHaveLength(53);
  });
});
