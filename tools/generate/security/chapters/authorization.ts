import type { SecurityRequirement } from '../requirement.ts';
import { met } from '../requirement.ts';

const ROUTES =
  'accountAttacks: is closed to nobody signed in, to members of others, to forged requests, and to anyone who is no administrator any more';
const ATTACKER = 'attacker: get no right from anybody who did not have it, in … steps from seed …';
const OTHERS = 'account: of company A says nothing about company B';
const OTHER_MEMBERS = 'scim: a member of another company does not exist, whatever is asked of it';

/** Chapter 8. */
export const authorization: readonly SecurityRequirement[] = [
  met('8.1.1', 'Pages say who may do what', [
    'docs/operate/console.md: Who signs in, and how',
    'generated: docs/account-api.json is what npm run generate writes',
  ]),
  met('8.1.2', 'Pages say who may change which value', [
    'attributes: has a row for each attribute and sub-attribute of a user and its extensions, and says of each what is done',
    'docs/decisions/0049-what-names-an-owner-at-sign-in.md: 0049 The name that signs an owner or administrator in changes only with a confirmation',
  ]),
  met('8.2.1', 'Functions are only for callers with the right', [
    ROUTES,
    'accountAttacks: is open to a set-up link for the set-up only, and of its own company',
    'accountSessions: are good for their scope only',
    'eventFeed: lets nobody in without a credential of its own that is good',
    'eventFeedLive: ends what is open with a credential when it is revoked anywhere, or expires',
    ATTACKER,
  ]),
  met('8.2.2', 'Data is only for callers to whom it belongs', [OTHERS, OTHER_MEMBERS, ROUTES]),
  met('8.2.3', 'Fields are changed only by callers with the right', [
    'takeover: does not become the owner by …',
    'user: refuses to deactivate, delete or demote an owner',
    'tokenAttacks: gives its issuer nothing back: neither activity, nor a role, nor a group that gives one; others it serves as ever',
    ATTACKER,
  ]),
  met('8.3.1', 'The server enforces access', [ROUTES, ATTACKER]),
  met('8.4.1', 'No company has access to another', [
    OTHERS,
    OTHER_MEMBERS,
    ROUTES,
    'cursor: is for one company, type and query',
    'eventFeed: shows a credential of named companies theirs alone',
  ]),
];

/** Chapter 9: assertions of identity providers, and cursors of SCIM lists. */
export const selfContainedTokens: readonly SecurityRequirement[] = [
  met('9.1.1', 'Their signature is checked first', [
    'forged: do not hold once anything they cover is changed',
    'forged: is refused: …',
    'cursor: that was changed, or is none, is refused',
  ]),
  met('9.1.2', 'Only named algorithms are taken', [
    'forged: with SHA-1 are refused, in the signature and in the digest',
    'forged: of another kind of key than the certificate are refused',
  ]),
  met('9.1.3', 'Keys are those that were given before', [
    'forged: of another key are refused, whatever certificate they bring along',
    'forged: need the certificate of the fingerprint with them, in a chain or alone, where a company gave a fingerprint',
  ]),
  met('9.2.1', 'They are good in their time only', [
    'forged: holds from its beginning to its end, with the skew of clocks at both',
    'age: is bounded, whatever it says of its own end',
    'cursor: that is too old is refused in a way of its own',
  ]),
  met('9.2.2', 'They are of the kind that is asked for', [
    'forged: says that someone signed in, as a bearer',
    'forged: of a refusal cannot carry an assertion',
    'cursor: is for one company, type and query',
  ]),
  met('9.2.3', 'They are meant for this service', ['forged: is for this company and this address']),
  met(
    '9.2.4',
    'Those of one key and several uses name the use',
    [
      'cursor: is for one company, type and query',
      'accountSessions: refuses an assertion under the certificate of another company, or meant for another company',
    ],
    'Cursors are the only ones made here; each company has an entity ID of its own.',
  ),
];
