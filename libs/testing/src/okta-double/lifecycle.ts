import { LUCIQ_USER, valueAt } from '../http/index.ts';
import type { OktaClient } from './client.ts';
import type { Person, Resource } from './person.ts';
import { checkList, checkUser, createBody, IMPORT_PAGE, lookUp, push } from './person.ts';

const PROBE = '/Users?startIndex=1&count=2';

/** Resources that an import reads at most: more than any company here has, so that a wrong total ends. */
const MAX_IMPORT_PAGES = 10_000;

/** Test Connector Configuration with a wrong and with the right token, then Save (one more probe). */
export async function setUp(okta: OktaClient): Promise<void> {
  okta.begin('Test the connector with a wrong token');
  const refused = await okta.send('GET', PROBE, { authorization: 'non-token' });
  okta.check('a wrong token is answered with 401', refused.status === 401, `${refused.status} ${refused.text}`);
  okta.check('the 401 says why in its detail', typeof valueAt(refused.json, 'detail') === 'string', refused.text);
  okta.begin('Test the connector');
  const probed = checkList(okta, await okta.send('GET', PROBE));
  okta.check('a page holds no more than was asked for', probed.length <= 2, probed.length);
  checkList(okta, await okta.send('GET', `/Groups?startIndex=1&count=${IMPORT_PAGE}`));
  okta.begin('Save the settings');
  // The header mode of the catalogue sends the token alone.
  checkList(
    okta,
    await okta.send('GET', PROBE, okta.options.dialect === 'oin' ? { authorization: okta.options.token } : {}),
  );
}

/** Assigns someone new, reads them at once, and links when the create is repeated. */
export async function createAndLink(okta: OktaClient, person: Person): Promise<Resource> {
  okta.begin('Assign a person: does the user exist?');
  await lookUp(okta, person, null);
  okta.begin('Assign a person: create the user');
  const body = createBody(person);
  const { password: _password, groups: _groups, schemas: _schemas, ...sent } = body;
  const created = await okta.send('POST', '/Users', { body });
  const user = checkUser(okta, created, { status: 201, ...sent });
  const location = created.headers['location'];
  okta.check(
    'Location is there and equals meta.location',
    location !== undefined && location === valueAt(user, 'meta.location'),
    location,
  );
  const id = valueAt(user, 'id');
  if (typeof id !== 'string') return user;
  okta.begin('Read the new user at once');
  checkUser(okta, await okta.send('GET', `/Users/${encodeURIComponent(id)}`), { status: 200, id, ...sent });
  okta.begin('Repeat the create, as after a timeout');
  const repeated = await okta.send('POST', '/Users', { body });
  okta.check(
    'a repeated create is answered with 409 uniqueness',
    repeated.status === 409 && valueAt(repeated.json, 'scimType') === 'uniqueness',
    `${repeated.status} ${repeated.text}`,
  );
  okta.begin('Link the user that was found');
  await lookUp(okta, person, id);
  await lookUp(okta, { ...person, userName: person.userName.toUpperCase() }, id);
  return user;
}

/** Pushes a profile, pushes it again, and pushes empty values. */
export async function pushProfile(okta: OktaClient, id: string): Promise<void> {
  const change = { name: { givenName: 'Another' }, displayName: 'Another User', title: 'Engineer' };
  okta.begin('Push a changed profile');
  const pushed = checkUser(okta, await push(okta, id, change), { status: 200, id, active: true, ...change });
  okta.check(
    'a sub-attribute that was not pushed is kept',
    typeof valueAt(pushed, 'name.familyName') === 'string',
    pushed['name'],
  );
  okta.begin('Push the same profile again');
  const again = checkUser(okta, await push(okta, id, change), { status: 200, id, ...change });
  okta.check(
    'a push that changes nothing does not move lastModified',
    valueAt(again, 'meta.lastModified') === valueAt(pushed, 'meta.lastModified'),
    again['meta'],
  );
  okta.begin('Push empty values');
  checkUser(okta, await push(okta, id, { title: '' }), { status: 200, id });
}

/** Pushes role and applications through Luciq's extension, then a role through the core attribute. */
export async function pushAccess(okta: OktaClient, id: string, applications: readonly string[]): Promise<void> {
  okta.begin('Push the role in its own spelling');
  // `adminstrator` is how the value is written in Okta; it must come back like this.
  const role = { [LUCIQ_USER]: { instabugRole: 'adminstrator' } };
  checkUser(okta, await push(okta, id, role), { status: 200, id, ...role });
  if (applications.length > 0) {
    okta.begin('Push the applications');
    const access = { [LUCIQ_USER]: { instabugApplications: applications } };
    const user = checkUser(okta, await push(okta, id, access), { status: 200, id, ...access });
    okta.check(
      'the role stays when only applications are pushed',
      valueAt(user, `["${LUCIQ_USER}"].instabugRole`) === 'adminstrator',
      user[LUCIQ_USER],
    );
  }
  okta.begin('Push the role through the core attribute');
  const roles = { roles: [{ primary: true, value: 'viewer' }] };
  checkUser(okta, await push(okta, id, roles), { status: 200, id, ...roles });
  okta.begin('Push a role that Luciq does not have');
  const refused = await push(okta, id, { [LUCIQ_USER]: { instabugRole: 'emperor' } });
  okta.check(
    'an unknown role is refused with 400 invalidValue',
    refused.status === 400 && valueAt(refused.json, 'scimType') === 'invalidValue',
    `${refused.status} ${refused.text}`,
  );
}

/** Unassigns, reactivates, unassigns again and rehires by a create: the id never changes. */
export async function leaveAndReturn(okta: OktaClient, person: Person, id: string): Promise<void> {
  const path = `/Users/${encodeURIComponent(id)}`;
  okta.begin('Unassign the person');
  checkUser(okta, await push(okta, id, { active: false }), { status: 200, id, active: false });
  checkUser(okta, await okta.send('GET', path), { status: 200, id, active: false });
  okta.begin('Assign the person again: the deactivated user is found');
  const found = await lookUp(okta, person, id);
  okta.check('the user that is found is inactive', found?.['active'] === false, found);
  okta.begin('Reactivate the user');
  checkUser(okta, await push(okta, id, { active: true }), { status: 200, id, active: true });
  okta.begin('Unassign the person for good');
  checkUser(okta, await push(okta, id, { active: false }), { status: 200, id, active: false });
  okta.begin('Rehire: create the same userName');
  const body = createBody({ ...person, givenName: 'Rehired' });
  checkUser(okta, await okta.send('POST', '/Users', { body }), {
    status: 201,
    id,
    active: true,
    userName: person.userName,
    name: { givenName: 'Rehired' },
  });
  checkUser(okta, await okta.send('GET', path), { status: 200, id, active: true });
}

/** Imports everybody, a page at a time, until totalResults: every id exactly once. */
export async function importEverybody(okta: OktaClient, id: string): Promise<void> {
  okta.begin('Import everybody');
  const seen = new Map<unknown, number>();
  let total = Infinity;
  let start = 1;
  for (let page = 0; start <= total && page < MAX_IMPORT_PAGES; page += 1) {
    const answer = await okta.send('GET', `/Users?startIndex=${start}&count=${IMPORT_PAGE}`);
    const users = page === 0 ? checkList(okta, answer) : (valueAt(answer.json, 'Resources') ?? []);
    if (answer.status !== 200 || !Array.isArray(users) || users.length === 0) break;
    for (const user of users) seen.set(valueAt(user, 'id'), (seen.get(valueAt(user, 'id')) ?? 0) + 1);
    total = Number(valueAt(answer.json, 'totalResults'));
    start += users.length;
  }
  okta.check('the pages hold totalResults users', start - 1 === total, `${start - 1} of ${total}`);
  okta.check(
    'every id comes exactly once',
    [...seen.values()].every((times) => times === 1),
  );
  okta.check('the user that was just created is among them', seen.has(id));
}
