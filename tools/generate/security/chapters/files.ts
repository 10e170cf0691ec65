import type { SecurityRequirement } from '../requirement.ts';
import { met, notApplicable } from '../requirement.ts';

const NO_UPLOAD =
  'Nobody uploads files: certificates and metadata are pasted and read as text, members are imported by an operator at the command line.';

/** Chapter 5. */
export const files: readonly SecurityRequirement[] = [
  notApplicable('5.1.1', 'Pages say which files may be uploaded', NO_UPLOAD),
  met(
    '5.2.1',
    'Only as much input is accepted as can be processed',
    [
      'scim: a body to … may have as many bytes as a 413 names, and no more',
      'memberFile: names every bad line of JSON and goes on after it',
    ],
    'Bodies, and lines of the file of users.',
  ),
  notApplicable('5.2.2', 'Files are what their names say', NO_UPLOAD),
  met(
    '5.2.3',
    'Compressed input is limited before it is unpacked',
    ['http: unpacks no further than a plain body may be, nor out of all proportion'],
    'Bodies; there are no archives.',
  ),
  notApplicable('5.3.1', 'Uploaded files are not run', NO_UPLOAD),
  met('5.3.2', 'No path is made from input of users', [
    "accountSessions: serves nothing outside of the console's folder",
  ]),
  met(
    '5.4.1',
    'Downloads have a name that the server chose',
    ['accountSessions: offers metadata of the company alone'],
    'One download, of one name.',
  ),
  met(
    '5.4.2',
    'Names of files in answers are safe',
    ['accountSessions: offers metadata of the company alone'],
    'A constant.',
  ),
  notApplicable('5.4.3', 'Files are looked at by a virus scanner', NO_UPLOAD),
];
