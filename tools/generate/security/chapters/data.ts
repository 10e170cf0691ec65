import type { SecurityRequirement } from '../requirement.ts';
import { met, notMet } from '../requirement.ts';

const PAGE = 'docs/operate/data-and-keys.md: Data';
const SCIM_HEADERS = 'http: stays in no cache, in no page and is not guessed at, whatever its status';
const HEADERS = 'accountSessions: has headers that keep pages to themselves';

/** Chapter 14. */
export const data: readonly SecurityRequirement[] = [
  met('14.1.1', 'Sensitive data is known, by level', [
    PAGE,
    'generated: docs/events.md is what npm run generate writes',
  ]),
  met('14.1.2', 'Pages say how each level is protected', [PAGE]),
  met(
    '14.2.1',
    'No secret is in an address',
    [
      'accountSessions: is printed by a start in its fragment, which no server sees',
      'seen: tells of a refused SCIM request from where it came, and the id of a token that is known',
    ],
    'A userName may be in a filter of SCIM: the protocol requires that; searches can be POSTed. No query is logged.',
  ),
  met('14.2.2', 'No cache on the way stores it', [SCIM_HEADERS, HEADERS]),
  met('14.2.3', 'No third party gets it', [
    'unsafe: ask no address but that of a setting, and follow no redirect',
    'browser: breaks no script, and asks for nothing that its own policy forbids',
  ]),
  notMet(
    '14.2.4',
    'Each level is protected as the pages say',
    'In part: personal data is not encrypted at rest by the product and not erased from the log (README, *Not there yet*); the rest of the page holds.',
  ),
  met('14.3.1', 'Browsers forget when a session ends', [
    'accountSessions: is over after signing out',
    'browser: signs out from the menu that is on every page, and keeps nothing on the screen',
  ]),
  met('14.3.2', 'Browsers cache no sensitive answer', [SCIM_HEADERS, HEADERS]),
  met('14.3.3', 'Nothing sensitive is in the storage of browsers', [
    'unsafe: keep nothing in the storage of browsers but the colour scheme',
  ]),
];
