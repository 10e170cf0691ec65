import { writeFileSync } from 'node:fs';
import { eventPage } from './event-page.ts';

writeFileSync('docs/events.md', eventPage());
process.stdout.write('docs/events.md is written.\n');
