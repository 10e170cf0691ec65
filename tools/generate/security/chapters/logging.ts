import type { SecurityRequirement } from '../requirement.ts';
import { met, notMet } from '../requirement.ts';

const NO_SECRETS = 'scim: the log says nothing of names, tokens or secrets';
const SIGN_INS = 'seen: tells of each sign-in and sign-out who, of which company and from where';
const REFUSED = 'seen: tells of refused cross-site requests, and of what a member, a link or a credential may not do';
const CHANGES = 'seen: tells of each change who asked for it, from where, and by which route';
const FAULTS = 'faults: …, … the effect of any one call: nothing answered is lost, nothing is done twice';

/** Chapter 16. */
export const logging: readonly SecurityRequirement[] = [
  met('16.1.1', 'Pages say what is logged, where and how', [
    'docs/operate/data-and-keys.md: Logs',
    'docs/operate/console.md: What is logged',
    'unsafe: write to the log only what the page of logs names',
  ]),
  met('16.2.1', 'A line says when, where, who and what', [SIGN_INS, CHANGES]),
  met('16.2.2', 'Times are UTC', [SIGN_INS]),
  met('16.2.3', 'Logs go where the pages say', ['unsafe: write to the log only what the page of logs names']),
  met('16.2.4', 'Programs can read them', [SIGN_INS], 'One line of JSON each.'),
  met('16.2.5', 'Nothing sensitive is in them', [
    NO_SECRETS,
    'accountSessions: writes no secret, assertion or name into the log',
    'account: writes no secret, name or body into the log',
  ]),
  met('16.3.1', 'Every sign-in is logged, refused ones too', [
    SIGN_INS,
    'seen: tells of a refused sign-in why, and of whom where the identity provider named a member',
    'seen: tells of a refused SCIM request from where it came, and the id of a token that is known',
  ]),
  met('16.3.2', 'Refused actions are logged', [REFUSED]),
  met(
    '16.3.3',
    'Events that the pages name are logged, and attempts to bypass controls',
    [
      REFUSED,
      CHANGES,
      'seen: of one address are held back after a number, and never the right secret, nor what others send',
      'activity: has the sentence of a refusal, but never a secret, a body or a name',
    ],
    'Input that SCIM refuses is in the activity of the company; input that the account API refuses is not logged.',
  ),
  met('16.3.4', 'Faults and failures of engines are logged', [
    'relay: says so after …, waits, and goes on without a restart',
    'answers: …: status and level of the line',
  ]),
  met(
    '16.4.1',
    'No line can be faked',
    [SIGN_INS, 'operatorNames: prints the name of a company so that it can neither fake a row nor steer the terminal'],
    'Lines are JSON.',
  ),
  notMet(
    '16.4.2',
    'Logs cannot be read or changed',
    'The log of events finds every change by its codes. Lines go to standard error, and are as safe as where they are collected; security events in the ' +
      'gateway store are rows like others.',
  ),
  notMet('16.4.3', 'Logs are sent elsewhere', 'Lines go to standard error; operators send them on.'),
  met('16.5.1', 'Errors reveal no internals', [
    'scim: get a SCIM error of the right status, … of them from seed …',
    'metrics: is live but not ready while an engine is away, and does not tell what the engine said',
    'connectionString: is not repeated in a sentence, for it may hold a password',
  ]),
  met('16.5.2', 'The service stays safe while an engine is away', [
    FAULTS,
    'services: say 429 with a whole number of seconds while the event store hangs, and recover without a restart',
  ]),
  met('16.5.3', 'A failure lets nobody in', [
    FAULTS,
    'editedLog: lets no stranger in by a digest of his own: requests of that company are 429, and health says so',
    "tokenGate: read nothing of members for a token of the company's own, once a second for one of a member, and let none of a member in where nothing tells of members",
  ]),
];
