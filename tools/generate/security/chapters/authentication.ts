import type { SecurityRequirement } from '../requirement.ts';
import { met, notApplicable, notMet } from '../requirement.ts';

const NO_PASSWORD = 'Nobody has a password here: people sign in at their identity provider.';
const NO_FACTOR = 'No factor is checked here: what people sign in with is up to their identity provider.';
const ROUTES =
  'accountAttacks: is closed to nobody signed in, to members of others, to forged requests, and to anyone who is no administrator any more';
const LINK = 'setupLink: A set-up link names its company and has a secret of which only the digest is kept';
const LINK_ONCE = 'accountSessions: opens the set-up once, of two at once to one, and to nobody else';

/** Chapter 6. */
export const authentication: readonly SecurityRequirement[] = [
  met('6.1.1', 'Pages describe the protection against guessing', [
    'docs/operate/console.md: Guesses',
    'guesses: are few, then at the limit once, then many, by address, until the window is over',
  ]),
  notApplicable('6.1.2', 'Words that may not be in passwords are listed', NO_PASSWORD),
  met('6.1.3', 'Every way to sign in is described', [
    'docs/operate/console.md: Who signs in, and how',
    'generated: docs/account-api.json is what npm run generate writes',
  ]),
  notApplicable('6.2.1', 'Passwords have a length', NO_PASSWORD),
  notApplicable('6.2.2', 'They can be changed', NO_PASSWORD),
  notApplicable('6.2.3', 'The old one is asked for', NO_PASSWORD),
  notApplicable('6.2.4', 'Usual ones are refused', NO_PASSWORD),
  notApplicable('6.2.5', 'Any characters will do', NO_PASSWORD),
  notApplicable('6.2.6', 'They are hidden while typed', NO_PASSWORD),
  notApplicable('6.2.7', 'They can be pasted', NO_PASSWORD),
  notApplicable('6.2.8', 'They are compared as they are', NO_PASSWORD),
  notApplicable('6.2.9', 'They may be long', NO_PASSWORD),
  notApplicable('6.2.10', 'They do not run out', NO_PASSWORD),
  notApplicable('6.2.11', 'Words of the list are refused', NO_PASSWORD),
  notApplicable('6.2.12', 'Ones that leaked are refused', NO_PASSWORD),
  met('6.3.1', 'Guessing is limited as the pages say', [
    'seen: of one address are held back after a number, and never the right secret, nor what others send',
    'guesses: of many addresses are counted together, and their memory is bounded',
  ]),
  notMet(
    '6.3.2',
    'There are no accounts that everybody knows',
    'The services have none. `docker/compose.yaml`, which is for one machine and says so, registers a demo company with a token that everybody can read, unless another is given.',
  ),
  notMet(
    '6.3.3',
    'People use two factors',
    'People sign in as their identity provider requires. Operators have one secret; a second factor is left to the proxy (docs/operate/console.md).',
  ),
  met('6.3.4', 'There is no other way to sign in', [
    ROUTES,
    'accountAttacks: is open to a set-up link for the set-up only, and of its own company',
    'credentials: are not proven by …',
  ]),
  met(
    '6.4.1',
    'Initial secrets are random, and expire soon or when used',
    [LINK, LINK_ONCE, 'accountSessions: is over after its time'],
    'A day by default, a week at most: links go by mail to people who may be away.',
  ),
  notApplicable('6.4.2', 'There are no security questions', 'There are no hints and no questions.'),
  notMet(
    '6.4.3',
    'The way back in does not go round a second factor',
    'Where nobody of a company can sign in, an operator issues a set-up link, which by itself replaces the identity provider. It is listed, written to the ' +
      'log and ends with its use.',
  ),
  notApplicable('6.4.4', 'Who lost a factor shows who they are', NO_FACTOR),
  met('6.5.1', 'Codes work once', [LINK_ONCE], 'Set-up links are the only codes.'),
  met(
    '6.5.2',
    'Codes are kept as digests',
    [LINK, 'accountSessions: keeps of sessions and links only digests'],
    '256 random bits each.',
  ),
  met('6.5.3', 'Codes are random', ['unsafe: take random numbers for secrets from the operating system alone', LINK]),
  met('6.5.4', 'Codes have at least 20 bits', [LINK], '256.'),
  notMet(
    '6.5.5',
    'Codes are valid for ten minutes',
    'A set-up link is valid for a day, or up to a week: it goes by mail to a person in another company.',
  ),
  notApplicable('6.6.1', 'Codes by telephone are not the only ones', NO_FACTOR),
  notApplicable('6.6.2', 'A code is for the sign-in that asked for it', NO_FACTOR),
  notApplicable('6.6.3', 'Such codes cannot be guessed', NO_FACTOR),
  met(
    '6.8.1',
    'Users of different identity providers are not confused',
    [
      'accountSessions: refuses an assertion under the certificate of another company, or meant for another company',
      'age: is refused though it signs with the same key, wherever it names itself',
    ],
    'A company has one identity provider. Companies configured before the issuer was required continue without it, and the console says so.',
  ),
  met('6.8.2', 'Assertions are signed, and the signature is verified', [
    'forged: must be on the assertion, on the response around it, or on both',
    'forged: do not hold once anything they cover is changed',
    'forged: is refused: …',
    'encryption: that anybody made for our certificate is not believed',
  ]),
  met('6.8.3', 'An assertion works once', [
    'accountAttacks: that is sent many times at once signs in once',
    'gateways: takes an assertion once, whichever of them gets it',
    'age: is remembered until the latest of their ends, from which on it is refused',
  ]),
  met(
    '6.8.4',
    'How and when people signed in at the identity provider is checked, or the pages say that it is not',
    [
      'docs/operate/console.md: Sessions',
      'age: counts from the sign-in at the identity provider, which may be of last month and not of 2020',
    ],
    'The age is checked; no factor is required, and the weakest is assumed.',
  ),
];
