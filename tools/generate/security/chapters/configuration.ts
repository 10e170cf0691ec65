import type { SecurityRequirement } from '../requirement.ts';
import { met, notMet } from '../requirement.ts';

const OUTGOING = 'unsafe: ask no address but that of a setting, and follow no redirect';

/** Chapter 13. */
export const configuration: readonly SecurityRequirement[] = [
  met('13.1.1', 'Pages list external services, and addresses that users give', [
    'README.md: Services',
    'pages: names every setting of the services',
  ]),
  notMet(
    '13.2.1',
    'Services prove who they are to each other, not by passwords that stay',
    'EventStoreDB, Kafka and PostgreSQL are given a user and a password that stay, or in `docker/compose.yaml` none; metrics are asked without.',
  ),
  notMet(
    '13.2.2',
    'Each has the least rights',
    'Gateway, projector and operator use one user of PostgreSQL, which may create schemas; a rebuild needs that.',
  ),
  notMet(
    '13.2.3',
    'No password is a known one',
    'The services have no default. The values of `docker/compose.yaml`, for one machine, are public, and nothing refuses them elsewhere.',
  ),
  met('13.2.4', 'Outgoing addresses are listed', [OUTGOING], 'The engines and peers of the settings, nothing else.'),
  met('13.2.5', 'The server calls no address that is not listed', [OUTGOING]),
  notMet(
    '13.3.1',
    'Secrets are in a vault',
    'They come in environment variables; the supervisor of the services may read them from a vault. None is in the image or the sources.',
  ),
  notMet(
    '13.3.2',
    'Secrets are for those who need them',
    'In part: only the running user can read key files; every gateway has all of its secrets.',
  ),
  met('13.4.1', 'No .git folder is served', [
    'compose: the image has what was built and the packages that it runs on, without sources, tests and their history',
    "accountSessions: serves nothing outside of the console's folder",
  ]),
  met(
    '13.4.2',
    'No debugging in production',
    ['scim: get a SCIM error of the right status, … of them from seed …', 'metrics: answers nothing else'],
    'There is no such mode.',
  ),
  met('13.4.3', 'No lists of files', ["accountSessions: serves nothing outside of the console's folder"]),
  met('13.4.4', 'No TRACE', ['http: … is 405 with Allow where the address exists, and 501 where it does not']),
  met(
    '13.4.5',
    'Monitoring and descriptions are not open by mistake',
    ["compose: opens one port, the gateway's, to this machine alone", 'metrics: answers nothing else'],
    'Health and metrics have a port of their own, of this machine unless set; the description of the API is a file of the checkout.',
  ),
];
