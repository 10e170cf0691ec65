import type { SecurityRequirement } from '../requirement.ts';
import { met, notMet } from '../requirement.ts';

const BODIES = 'accountBodies: …: no body that it allows is refused for its shape, and every one that it forbids is';

/** Chapter 15. */
export const architecture: readonly SecurityRequirement[] = [
  met('15.1.1', 'Pages say how soon vulnerabilities in dependencies are fixed', [
    'SECURITY.md: Vulnerabilities in dependencies',
  ]),
  met(
    '15.1.2',
    'Dependencies are listed',
    [
      'dependencies: docs/dependencies.md has a row for each package that is asked for, with the version and licence that are installed',
      'dependencies: nothing that goes into the product has a licence that is not on the list',
    ],
    '`npm run sbom` makes the whole list, and so does each run of `.ci/run`.',
  ),
  met('15.1.3', 'Pages name expensive operations and their limits', [
    'docs/flow.md: Limits',
    'docs/decisions/0035-saml-sign-in.md: How a response is checked',
    'pages: says the values of the limits that the code has',
  ]),
  notMet(
    '15.2.1',
    'No dependency is older than that',
    'Not known: the registry that builds reach does not answer `npm audit`. It is to be run where one does, before each release (docs/dependencies.md).',
  ),
  met('15.2.2', 'Expensive operations cannot be used to stop the service', [
    'saml: do not keep the people of a company out by sending what looks like an answer, in whatever number',
    'samlLane: answers null at once where too many of a company wait, and lets other companies in',
    'http: unpacks no further than a plain body may be, nor out of all proportion',
    'filter: is limited in length, depth and number of comparisons, and says so',
  ]),
  met('15.2.3', 'Production contains only what it needs', [
    'compose: the image has what was built and the packages that it runs on, without sources, tests and their history',
  ]),
  met('15.3.1', 'Answers have only the fields that are needed', [
    'account: shows a token once, and then its last four characters, who issued it, and when it was last used',
    'sessionAttacks: lists who is signed in, without anything one could sign in with, and ends one of them',
    'schema: takes what is named, and what is always returned',
  ]),
  met('15.3.2', 'The server follows no redirect', [
    'unsafe: ask no address but that of a setting, and follow no redirect',
  ]),
  met('15.3.3', 'Only fields that clients may change can be changed', [
    BODIES,
    'account: names every field that is wrong and says what to do, and knows no fields but its own',
    'resources: ignores id, meta, groups and unknown attributes of the body that Okta echoes',
  ]),
  met('15.3.4', 'The address of clients is known and cannot be forged', [
    'settings: believes the proxies that are listed, and nobody who would be everybody',
    'seen: tells of each sign-in and sign-out who, of which company and from where',
  ]),
  met('15.3.5', 'Values are of their type', [
    BODIES,
    'properties: any JSON as a body of a resource or a patch is an outcome and pollutes nothing',
  ]),
  met('15.3.6', 'Prototypes cannot be polluted', [
    'properties: any JSON as a body of a resource or a patch is an outcome and pollutes nothing',
    'resources: is not harmed by __proto__ and constructor',
  ]),
  met('15.3.7', 'A repeated parameter does no harm', [
    'account: takes no parameter twice, as SCIM does not',
    'scim: get a SCIM error of the right status, … of them from seed …',
  ]),
];
