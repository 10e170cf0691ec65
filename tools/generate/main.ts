import { writeFileSync } from 'node:fs';
import { accountApiPage } from './account-api-page.ts';
import { conformancePage } from './conformance-page.ts';
import { eventPage } from './event-page.ts';

for (const [file, page] of [['docs/events.md', eventPage()], ['docs/conformance.md', conformancePage()], ['docs/account-api.json', await accountApiPage()]] as const) {
  writeFileSync(file, page);
  process.stdout.write(`${file} is written.\n`);
}
