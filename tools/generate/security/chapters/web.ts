import type { SecurityRequirement } from '../requirement.ts';
import { met, notApplicable, notMet } from '../requirement.ts';

const HEADERS = 'accountSessions: has headers that keep pages to themselves';
const SCIM_HEADERS = 'http: stays in no cache, in no page and is not guessed at, whatever its status';
const COOKIE = 'cookie: is of this host alone and goes over TLS only, where browsers come over TLS';
const FORGERY = 'accountSessions: has no token against forgery, or a wrong one, and is refused';
const ROUTES =
  'accountAttacks: is closed to nobody signed in, to members of others, to forged requests, and to anyone who is no administrator any more';

/** Chapter 3. */
export const web: readonly SecurityRequirement[] = [
  met('3.2.1', 'No browser misinterprets an answer', [HEADERS, SCIM_HEADERS]),
  met('3.2.2', 'Text is shown as text', ['unsafe: make no page and no script out of text, and no raw SQL']),
  met(
    '3.3.1',
    'Cookies go over TLS only, under a name that says so',
    [COOKIE, 'gateways: knows a session of one at the other, and lets it go over TLS only'],
    'But for `http` of the own machine, and where `LUCIQ_ALLOW_PLAIN_HTTP` was set.',
  ),
  met('3.3.2', 'Cookies have SameSite', [
    'accountSessions: gives an owner a session in a cookie that no script and no other site gets',
  ]),
  met('3.3.3', 'Cookies are of one host', [COOKIE]),
  met('3.3.4', 'No script reads the cookie of a session', [
    'accountSessions: gives an owner a session in a cookie that no script and no other site gets',
  ]),
  notMet(
    '3.4.1',
    'Browsers require TLS for a year, for subdomains too',
    'In part: every answer over TLS requires it for a year, but not for subdomains, which may belong to others. A proxy may add it.',
  ),
  met('3.4.2', 'No other origin reads answers', [
    'accountSessions: is told nothing that it could read: no answer allows another origin',
  ]),
  met(
    '3.4.3',
    'A policy says what a page may load',
    [HEADERS, SCIM_HEADERS, 'browser: breaks no script, and asks for nothing that its own policy forbids'],
    'Styles may stand in the page: the component library puts its variables there.',
  ),
  met('3.4.4', 'Browsers guess no content type', [HEADERS, SCIM_HEADERS, 'metrics: answers nothing else']),
  met('3.4.5', 'Addresses are not sent to other sites', [HEADERS]),
  met('3.4.6', 'No other page shows ours in a frame', [HEADERS, SCIM_HEADERS]),
  met('3.5.1', 'Requests that another site makes a browser send are refused', [
    FORGERY,
    'accountSessions: has another origin, and is refused even with the token; the console itself is let in',
    ROUTES,
  ]),
  notApplicable(
    '3.5.2',
    'Code that relies on preflights forces one each time',
    'Nothing relies on preflights: see 3.5.1.',
  ),
  met(
    '3.5.3',
    'No GET changes anything',
    [FORGERY, ROUTES],
    'GET of `/saml/<company>/sign-in` stores a request and redirects; it changes nothing else.',
  ),
  notMet(
    '3.5.4',
    'Separate applications have separate hosts',
    'One host on purpose (decision 0034): SCIM reads no cookie and the account API no token of SCIM, so that neither acts for the other.',
  ),
  notApplicable('3.5.5', 'Messages between windows are checked', 'The console accepts none.'),
  met('3.7.1', 'Browsers need no obsolete technology', [
    'browser: breaks no script, and asks for nothing that its own policy forbids',
  ]),
  met(
    '3.7.2',
    'Browsers are sent to known hosts only',
    [
      'accountSessions: goes back to the page that was asked for, and to no other host',
      "accountAttacks: of a stranger's making leads to no other place: …",
    ],
    "The one other host is the company's identity provider, which an owner gave.",
  ),
];
