import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { accountApiPage } from './account-api-page.ts';
import { accountApiTypes } from './account-api-types.ts';
import { conformancePage, requirements, taggedTests } from './conformance-page.ts';
import { eventPage } from './event-page.ts';

it('docs/events.md is what npm run generate writes', () => {
  expect(readFileSync('docs/events.md', 'utf8')).toBe(eventPage());
});

it('docs/conformance.md is what npm run generate writes', () => {
  expect(readFileSync('docs/conformance.md', 'utf8')).toBe(conformancePage());
});

it('docs/account-api.json is what npm run generate writes', async () => {
  expect(readFileSync('docs/account-api.json', 'utf8')).toBe(await accountApiPage());
});

it("the console's types of the account API are what npm run generate writes", async () => {
  expect(readFileSync('apps/console/src/api/account-api.d.ts', 'utf8')).toBe(await accountApiTypes());
});

it('every requirement has an id of its own, and no test shows one that there is not', () => {
  const ids = requirements.map(({ id }) => id);
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  const known = new Set(ids);
  expect(
    taggedTests().flatMap(({ name, shows }) => shows.filter((id) => !known.has(id)).map((id) => `${name}: ${id}`)),
  ).toEqual([]);
});
