import { writeFileSync } from 'node:fs';
import { accountApiPage } from './account-api-page.ts';
import { accountApiTypes } from './account-api-types.ts';
import { asyncApiDocument } from './async-api.ts';
import { conformancePage } from './conformance-page.ts';
import { eventPage } from './event-page.ts';
import { EVENT_SCHEMAS_FILE, eventSchemas } from './event-schemas.ts';
import { securityPage } from './security/page.ts';

// First: the pages are made from them.
writeFileSync(EVENT_SCHEMAS_FILE, eventSchemas());

const pages = [
  ['docs/events.asyncapi.json', asyncApiDocument()],
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
