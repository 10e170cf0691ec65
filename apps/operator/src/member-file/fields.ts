import { normaliseRole } from '@luciq/entitlement';
import type { Attributes, Json } from '@luciq/events';
import { LUCIQ_USER_URN, parseResource, userNameOf, userResourceType } from '@luciq/scim';

/** A line that can be brought in. */
export interface MemberLine {
  readonly kind: 'member';
  readonly line: number;
  readonly attributes: Attributes;
  /** Ownership is the company's to give, so it is not among the attributes. */
  readonly isOwner: boolean;
}

/** A line that cannot, and why, in a sentence. */
export interface BadLine {
  readonly kind: 'bad';
  readonly line: number;
  readonly reason: string;
}

/** The fields of a member by name, as the file has them. */
export type Fields = ReadonlyMap<string, Json>;

/** The names that fields can have. */
export const COLUMNS = [
  'userName',
  'givenName',
  'familyName',
  'displayName',
  'email',
  'externalId',
  'role',
  'applications',
  'active',
] as const;

const TEXT_COLUMNS = COLUMNS.filter((name) => name !== 'applications' && name !== 'active');

/** True for a name that a field can have. */
export const isColumn = (name: string): boolean => COLUMNS.some((column) => column === name);

/** A line that cannot be brought in. */
export const bad = (line: number, reason: string): BadLine => ({ kind: 'bad', line, reason });

const isTextOrNothing = (value: Json | undefined): boolean =>
  value === undefined || value === null || typeof value === 'string';

function textOf(fields: Fields, name: (typeof COLUMNS)[number]): string | undefined {
  const value = fields.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function applicationsOf(fields: Fields): Json | undefined {
  const value = fields.get('applications');
  return typeof value === 'string'
    ? value
        .split(';')
        .map((name) => name.trim())
        .filter(Boolean)
    : value;
}

/** The words for true and false that spreadsheets write, in the languages in which they are most used. */
const ACTIVE: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'wahr', 'vrai', 'verdadero', 'verdadeiro', 'vero', 'waar'].map((word) => [word, true] as const),
  ...['false', 'falsch', 'faux', 'falso', 'onwaar'].map((word) => [word, false] as const),
]);

function activeOf(fields: Fields): Json {
  const value = fields.get('active');
  if (typeof value !== 'string') return value ?? null;
  const word = value.trim().toLowerCase();
  return word === '' ? null : (ACTIVE.get(word) ?? value);
}

/** An address as people sign in by it: one name, one domain, nothing around them. */
const ADDRESS = /^[^\s@<>()[\]"',;:\\]{1,64}@[^\s@<>()[\]"',;:\\]+\.[^\s@<>()[\]"',;:\\.]+$/;

/** The same line, or why not: by a userName that is no e-mail address nobody can sign in. */
export const withAddress = (line: MemberLine | BadLine): MemberLine | BadLine =>
  line.kind === 'bad' || ADDRESS.test(userNameOf(line.attributes) ?? '')
    ? line
    : bad(
        line.line,
        'the userName is no e-mail address, so nobody can sign in by it: write the address alone, or use --any-user-name',
      );

/** The SCIM user that the fields describe; null is unassigned. */
function scimUser(fields: Fields, role: string | undefined): Record<string, unknown> {
  const email = textOf(fields, 'email') ?? textOf(fields, 'userName');
  return {
    userName: fields.get('userName'),
    name: { givenName: textOf(fields, 'givenName') ?? null, familyName: textOf(fields, 'familyName') ?? null },
    displayName: textOf(fields, 'displayName') ?? null,
    externalId: textOf(fields, 'externalId') ?? null,
    emails: email === undefined ? null : [{ value: email, type: 'work', primary: true }],
    active: activeOf(fields),
    [LUCIQ_USER_URN]: { instabugRole: role ?? null, instabugApplications: applicationsOf(fields) ?? null },
  };
}

/** The member that the fields of a line describe. */
export function memberLine(line: number, fields: Fields): MemberLine | BadLine {
  const unknown = [...fields.keys()].find((name) => !isColumn(name));
  if (unknown !== undefined) return bad(line, `the field ${unknown} is not known; known are ${COLUMNS.join(', ')}`);
  const wrong = TEXT_COLUMNS.find((name) => !isTextOrNothing(fields.get(name)));
  if (wrong !== undefined) return bad(line, `the field ${wrong} is not text`);
  const role = textOf(fields, 'role');
  const isOwner = role !== undefined && normaliseRole(role) === 'owner';
  const parsed = parseResource(userResourceType, scimUser(fields, isOwner ? undefined : role));
  return parsed.ok ? { kind: 'member', line, attributes: parsed.value, isOwner } : bad(line, parsed.problem.detail);
}
