import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { eventPage } from './event-page.ts';

it('docs/events.md is what npm run generate writes', () => {
  expect(readFileSync('docs/events.md', 'utf8')).toBe(eventPage());
});
