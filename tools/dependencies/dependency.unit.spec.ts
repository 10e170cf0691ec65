import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { dependencies, licencesNotAllowed } from './dependency.ts';

const rows = readFileSync('docs/dependencies.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| package') && !line.startsWith('| ---'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, name, use, version, , , licence]) => ({ name, use, version, licence }));

it('docs/dependencies.md has a row for each package that is asked for, with the version and licence that are installed', () => {
  expect(rows).toEqual(dependencies().map(({ name, use, version, licence }) => ({ name, use, version, licence })));
});

it('nothing that goes into the product has a licence that is not on the list', () => {
  expect(licencesNotAllowed()).toEqual([]);
});
