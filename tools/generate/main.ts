import { writeFileSync } from 'node:fs';
import { accountApiPage } from './account-api-page.ts';
import { accountApiTypes } from './account-api-types.ts';
import { conformancePage } from './conformance-page.ts';
import { eventPage } from './event-page.ts';
import { securityPage } from './security/page.ts';

const pages = [
  ['docs/events.md', eventPage()],
  ['docs/conformance.md', conformancePage()],
  ['docs/security.md', securityPage()],
  ['docs/account-api.json', await accountApiPage()],
  ['apps/console/src/api/account-api.d.ts', await accountApiTypes()],
] as const;

for (const [file, page] of pages) {
  writeFileSync(file, page);
  process.stdout.write(`${file} is written.\n`);
}
