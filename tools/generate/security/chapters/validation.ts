import type { SecurityRequirement } from '../requirement.ts';
import { met, notMet } from '../requirement.ts';

/** Chapter 2. */
export const validation: readonly SecurityRequirement[] = [
  met('2.1.1', 'Pages say what form each value has', [
    'generated: docs/account-api.json is what npm run generate writes',
    'attributes: has a row for each attribute and sub-attribute of a user and its extensions, and says of each what is done',
    'docs/conformance.md: Conformance',
  ]),
  met('2.1.2', 'Pages say which values must fit together', [
    'docs/flow.md: COMMAND to EVENT',
    'company: has a sentence for every refusal, which names what it is about',
  ]),
  met('2.1.3', 'Pages say the limits', [
    'pages: says the values of the limits that the code has',
    'docs/flow.md: Limits',
  ]),
  met('2.2.1', 'Input is checked against what is expected', [
    'accountBodies: …: no body that it allows is refused for its shape, and every one that it forbids is',
    'resources: refuses … with a sentence that does not repeat it',
    'names: must not have …; the sentence names the character and nothing else',
  ]),
  met('2.2.2', 'It is checked on the server', [
    'accountAttacks: is refused, and registers nothing: …',
    'scim: get a SCIM error of the right status, … of them from seed …',
  ]),
  met('2.2.3', 'Values that belong together are checked together', [
    'account: keeps to the order: an identity provider, then SAML, then SCIM',
    'company: are never ownership, an unknown role, or an application that is neither in the catalogue nor given already',
  ]),
  met('2.3.1', 'Steps are done in order, and none is skipped', [
    'account: keeps to the order: an identity provider, then SAML, then SCIM',
  ]),
  met('2.3.2', 'The limits of the rules are enforced', [
    'account: has at most ten that are good, of its own company only',
    'takeover: does not become the owner by …',
    'attacker: get no right from anybody who did not have it, in … steps from seed …',
  ]),
  met('2.3.3', 'A change is made completely or not at all', [
    'faults: …, … the effect of any one call: nothing answered is lost, nothing is done twice',
  ]),
  met('2.3.4', 'A unique resource is given once', [
    'companies: that are given one set-up link at once let one of the two in',
    'accountAttacks: that is sent many times at once signs in once',
    'claims: make one member of many creates at once, on several gateways',
  ]),
  notMet(
    '2.4.1',
    'Too many calls are held back',
    'In part: SCIM requests of a company (standalone only where `LUCIQ_RATE_PER_SECOND` is set), wrong secrets and SAML answers are. Requests of people who ' +
      'are signed in, and beginnings of sign-ins, are left to the proxy.',
  ),
];
