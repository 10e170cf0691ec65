import { randomBytes } from 'node:crypto';
import type { HttpAnswer } from '../http/index.ts';
import { CORE_USER, isObject, LIST_RESPONSE, PATCH_OP, valueAt } from '../http/index.ts';
import { mismatches } from '../transcripts/index.ts';
import type { OktaClient } from './client.ts';

/** A person of the Okta organisation whom the double assigns to the application. */
export interface Person {
  readonly userName: string;
  readonly externalId: string;
  readonly givenName: string;
  readonly familyName: string;
}

/** A SCIM resource as it came back. */
export type Resource = Readonly<Record<string, unknown>>;

/** Resources on one page of an import. */
export const IMPORT_PAGE = 100;

/** The body with which Okta creates a person: a placeholder password is always there, and an empty list of groups. */
export const createBody = ({ userName, externalId, givenName, familyName }: Person): Resource => ({
  schemas: [CORE_USER],
  userName,
  name: { givenName, familyName },
  emails: [{ primary: true, value: userName, type: 'work' }],
  displayName: `${givenName} ${familyName}`,
  locale: 'en-US',
  externalId,
  groups: [],
  password: randomBytes(6).toString('base64url'),
  active: true,
});

/** The path of a look-up by userName: the two ways in which Okta has written it. */
export function lookUpPath(userName: string, { options }: OktaClient): string {
  const filter = encodeURIComponent(`userName eq "${userName}"`);
  if (options.dialect === 'aiw') return `/Users?filter=${filter}&startIndex=1&count=${IMPORT_PAGE}`;
  return `/Users?startIndex=1&count=${IMPORT_PAGE}&filter=${filter.replaceAll('%20', '+')}`;
}

/** Checks a list as Okta reads it, and gives its resources. */
export function checkList(okta: OktaClient, answer: HttpAnswer): readonly Resource[] {
  const { json } = answer;
  okta.check('the list is answered with 200', answer.status === 200, `${answer.status} ${answer.text}`);
  const schemas = valueAt(json, 'schemas');
  okta.check('the list is a ListResponse', Array.isArray(schemas) && schemas.includes(LIST_RESPONSE), schemas);
  const integers = ['totalResults', 'startIndex', 'itemsPerPage'];
  okta.check(
    'totalResults, startIndex and itemsPerPage are integers',
    integers.every((name) => Number.isInteger(valueAt(json, name))),
    answer.text,
  );
  const resources = valueAt(json, 'Resources');
  okta.check('Resources is an array', Array.isArray(resources), answer.text);
  const listed = Array.isArray(resources) ? resources.filter(isObject) : [];
  okta.check(
    'itemsPerPage is the number of resources on the page',
    valueAt(json, 'itemsPerPage') === listed.length,
    valueAt(json, 'itemsPerPage'),
  );
  return listed;
}

/** Checks a user as Okta reads it: the whole resource, with an id and everything that is expected of it. */
export function checkUser(
  okta: OktaClient,
  answer: HttpAnswer,
  expected: Resource & { readonly status: number },
): Resource {
  const { status, ...attributes } = expected;
  okta.check(`the answer has the status ${status}`, answer.status === status, `${answer.status} ${answer.text}`);
  const user = isObject(answer.json) ? answer.json : {};
  okta.check(
    'the body is the whole user, with an id',
    typeof user['id'] === 'string' && user['id'] !== '',
    answer.text,
  );
  okta.check('the body has no password', !('password' in user));
  const wrong = mismatches(attributes, user, 'user');
  okta.check('the user is as Okta sent it', wrong.length === 0, wrong.join('; '));
  return user;
}

/** Looks a person up and checks that exactly this id, or nobody, is found. */
export async function lookUp(okta: OktaClient, person: Person, id: string | null): Promise<Resource | undefined> {
  const found = checkList(okta, await okta.send('GET', lookUpPath(person.userName, okta)));
  if (id === null) okta.check('the look-up finds nobody', found.length === 0, found);
  else okta.check('the look-up finds this one user', found.length === 1 && found[0]?.['id'] === id, found);
  return found[0];
}

/**
 * Pushes a change as the dialect does: read, merge and PUT, or PATCH without a path. Gives the answer to the write.
 * Attributes are merged one level deep, as Okta merges what it maps.
 */
export async function push(okta: OktaClient, id: string, change: Resource): Promise<HttpAnswer> {
  const path = `/Users/${encodeURIComponent(id)}`;
  if (okta.options.dialect === 'oin') {
    return okta.send('PATCH', path, { body: { schemas: [PATCH_OP], Operations: [{ op: 'replace', value: change }] } });
  }
  const read = checkUser(okta, await okta.send('GET', path), { status: 200, id });
  const merged = Object.entries(change).map(([key, value]) => {
    const before = read[key];
    return [key, isObject(before) && isObject(value) ? { ...before, ...value } : value];
  });
  return okta.send('PUT', path, { body: { ...read, ...Object.fromEntries(merged) } });
}
