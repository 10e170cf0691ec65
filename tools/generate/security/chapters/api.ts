import type { SecurityRequirement } from '../requirement.ts';
import { met, notApplicable } from '../requirement.ts';

const NO_GRAPHQL = 'There is no GraphQL.';
const NO_WEBSOCKET = 'There are no WebSockets.';

/** Chapter 4. */
export const api: readonly SecurityRequirement[] = [
  met(
    '4.1.1',
    'Answers declare their content type and character set',
    [
      'accountSessions: answers with problems below the account API, however the address is spelt',
      'http: stays in no cache, in no page and is not guessed at, whatever its status',
    ],
    'JSON is UTF-8 and has no charset parameter (RFC 8259 section 11); pages say theirs.',
  ),
  notApplicable(
    '4.1.2',
    'Programs are not redirected from http to https',
    'The service speaks HTTP behind a proxy and redirects nobody to https.',
  ),
  met(
    '4.1.3',
    'Headers of proxies cannot be set by clients',
    [
      'settings: believes the proxies that are listed, and nobody who would be everybody',
      'settings: give the address that clients use',
    ],
    'Only `X-Forwarded-For` is read; the public address is a setting.',
  ),
  met('4.2.1', 'The end of a request is unambiguous', [
    'http: is refused where it is said in two ways, and nothing after it is a request: …',
    'http: is answered for its own address where its method is not known',
  ]),
  met(
    '4.3.1',
    'Queries are bounded in cost',
    [
      'filter: is limited in length, depth and number of comparisons, and says so',
      'filter: has a limited number of conditions that look at every value, of which those on one attribute by `or` are one',
    ],
    'SCIM filters; there is no GraphQL.',
  ),
  notApplicable('4.3.2', 'GraphQL does not describe itself', NO_GRAPHQL),
  notApplicable('4.4.1', 'WebSockets use TLS', NO_WEBSOCKET),
  notApplicable('4.4.2', 'WebSockets check the origin', NO_WEBSOCKET),
  notApplicable('4.4.3', 'WebSockets have tokens of their own where sessions do not do', NO_WEBSOCKET),
  notApplicable('4.4.4', 'Such tokens come from the session', NO_WEBSOCKET),
];
