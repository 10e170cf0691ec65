import type { SecurityRequirement } from '../requirement.ts';
import { met, notMet } from '../requirement.ts';

const PLANTED =
  'accountSessions: cannot be planted: signing in gives a secret that nobody had before, and ends the session that the browser had';
const PAGE = 'docs/operate/console.md: Sessions';
const KEPT = 'accountStore: are found on every gateway until they end or expire';

/** Chapter 7. */
export const sessions: readonly SecurityRequirement[] = [
  met('7.1.1', 'Pages say how long a session lasts, used and unused, and why', [PAGE]),
  met('7.1.2', 'Pages say how many sessions one person may have', [PAGE]),
  met('7.1.3', 'Pages say how sessions here and at the identity provider are related', [PAGE]),
  met('7.2.1', 'The server checks each session', [
    KEPT,
    'accountSessions: is of no use in two cookies of the same name, of which one may be planted',
  ]),
  met('7.2.2', 'Sessions are made at sign-in and are not permanent keys', [PLANTED]),
  met(
    '7.2.3',
    'Their secrets are random',
    ['unsafe: take random numbers for secrets from the operating system alone', PLANTED],
    '256 bits.',
  ),
  met('7.2.4', 'Signing in makes a new one and ends the old one', [PLANTED]),
  notMet(
    '7.3.1',
    'An unused session ends',
    'There is no such time-out; every session ends after eight hours (one after a set-up link), used or not.',
  ),
  met('7.3.2', 'Every session ends', [KEPT], 'After 8 hours, or one of the set-up.'),
  met('7.4.1', 'An ended session stays ended', [
    'accountSessions: is over after signing out',
    'gateways: knows a session of one at the other, and lets it go over TLS only',
  ]),
  met('7.4.2', 'All sessions of a leaver end', [
    'accountSessions: is out at the next request of one who was deactivated, in every browser, and cannot come back',
    'accountSessions: is out at the next request of one who was deleted',
    'sessionAttacks: is over after a deactivation that was undone',
    'tokenAttacks: is dead at every gateway when the member …, and does not come back with the member',
  ]),
  met(
    '7.4.3',
    'Other sessions can be ended when the means of sign-in change',
    ['sessionAttacks: is over at every gateway when …, and so is what it opened'],
    'They end automatically.',
  ),
  met('7.4.4', 'Signing out is on every page', [
    'browser: signs out from the menu that is on every page, and keeps nothing on the screen',
  ]),
  met(
    '7.4.5',
    'Administrators end sessions of one or of all',
    [
      'sessionAttacks: ends one member and nobody else, and lets the member sign in again',
      'sessionAttacks: ends the session of an operator, which is listed for operators alone',
    ],
    'Owners and operators.',
  ),
  notMet(
    '7.5.1',
    'Who changes how people sign in signs in again first',
    'An owner replaces the identity provider in the session that is there. It ends all other sessions, and is shown with who did it.',
  ),
  notMet(
    '7.5.2',
    'Users see and end their own sessions',
    'Owners see those of the whole company and end each; an admin can end only the current one.',
  ),
  met('7.6.1', 'Sessions end as pages say in relation to the identity provider', [
    PAGE,
    'age: counts from the sign-in at the identity provider, which may be of last month and not of 2020',
  ]),
  notMet(
    '7.6.2',
    'No session begins without its user',
    'Sign-ins that the identity provider begins are taken (its tiles need that), so that a stranger can sign a browser in as the stranger; pages show who is signed in.',
  ),
];
