import type { HttpAnswer } from '../http/index.ts';
import { CORE_GROUP, isObject, PATCH_OP, valueAt } from '../http/index.ts';
import type { OktaClient } from './client.ts';
import type { Person, Resource } from './person.ts';
import { checkList, checkUser, createBody, IMPORT_PAGE, push } from './person.ts';

/** A member of a group as Okta sends it. */
interface Member {
  readonly value: string;
  readonly display: string;
}

const groupPath = (id: string): string => `/Groups/${encodeURIComponent(id)}`;

/** Checks a group as Okta reads it: its id, its name, and exactly these members. */
function checkGroup(
  okta: OktaClient,
  answer: HttpAnswer,
  expected: { readonly status: number; readonly displayName: string; readonly members: readonly Member[] },
): string {
  const { status, displayName, members } = expected;
  okta.check(`the answer has the status ${status}`, answer.status === status, `${answer.status} ${answer.text}`);
  const group = isObject(answer.json) ? answer.json : {};
  okta.check('the body is the group, with an id', typeof group['id'] === 'string' && group['id'] !== '', answer.text);
  okta.check('the group has the name that was pushed', group['displayName'] === displayName, group['displayName']);
  const listed = group['members'] ?? [];
  const ids = Array.isArray(listed) ? listed.map((member: unknown) => valueAt(member, 'value')) : [];
  const wanted = members.map(({ value }) => value);
  okta.check(
    'the group has exactly the members that were pushed',
    ids.length === wanted.length && wanted.every((id) => ids.includes(id)),
    ids,
  );
  return typeof group['id'] === 'string' ? group['id'] : '';
}

async function lookUpGroup(okta: OktaClient, displayName: string, id: string | null): Promise<void> {
  const filter = encodeURIComponent(`displayName eq "${displayName}"`);
  const found = checkList(okta, await okta.send('GET', `/Groups?filter=${filter}&startIndex=1&count=${IMPORT_PAGE}`));
  if (id === null) okta.check('the look-up finds no group', found.length === 0, found);
  else okta.check('the look-up finds this one group', found.length === 1 && found[0]?.['id'] === id, found);
}

/** A pushed group as Okta keeps it in mind. */
interface Pushed {
  readonly id: string;
  displayName: string;
  members: readonly Member[];
}

async function change(okta: OktaClient, group: Pushed, operations: readonly unknown[]): Promise<void> {
  const { id, displayName, members } = group;
  const answer =
    okta.options.dialect === 'aiw'
      ? await okta.send('PUT', groupPath(id), { body: { schemas: [CORE_GROUP], id, displayName, members } })
      : await okta.send('PATCH', groupPath(id), { body: { schemas: [PATCH_OP], Operations: operations } });
  okta.check(
    'the push is answered with 200 or 204',
    answer.status === 200 || answer.status === 204,
    `${answer.status} ${answer.text}`,
  );
  checkGroup(okta, await okta.send('GET', groupPath(id)), { status: 200, displayName, members });
}

async function assign(okta: OktaClient, run: string): Promise<readonly Member[]> {
  const members: Member[] = [];
  for (const name of ['ann', 'bob', 'cid']) {
    const person: Person = {
      userName: `${name}.${okta.options.dialect}.${run}@okta.example`,
      externalId: `00u${name}${okta.options.dialect}${run}`,
      givenName: name,
      familyName: run,
    };
    const user = checkUser(okta, await okta.send('POST', '/Users', { body: createBody(person) }), { status: 201 });
    members.push({ value: String(user['id']), display: person.userName });
  }
  return members;
}

/** Adds, removes, renames, pushes all again, and empties. */
async function live(okta: OktaClient, group: Pushed, [ann, bob, cid]: readonly Member[]): Promise<void> {
  if (!ann || !bob || !cid) return;
  const named = (): unknown => ({ op: 'replace', value: { id: group.id, displayName: group.displayName } });
  okta.begin('Push two members');
  group.members = [ann, bob];
  await change(okta, group, [named(), { op: 'add', path: 'members', value: [ann, bob] }]);
  okta.begin('Push one who comes and one who leaves');
  group.members = [bob, cid];
  await change(okta, group, [
    { op: 'remove', path: `members[value eq "${ann.value}"]` },
    { op: 'add', path: 'members', value: [cid] },
  ]);
  okta.begin('Remove one who has left already');
  await change(okta, group, [{ op: 'remove', path: `members[value eq "${ann.value}"]` }]);
  okta.begin('Rename the group');
  group.displayName = `${group.displayName} (renamed)`;
  await change(okta, group, [named()]);
  okta.begin('Push now: the whole list');
  group.members = [ann, bob, cid];
  await change(okta, group, [{ op: 'replace', path: 'members', value: group.members }]);
  okta.begin('A member who leaves the company keeps the group');
  checkUser(okta, await push(okta, cid.value, { active: false }), { status: 200, active: false });
  checkGroup(okta, await okta.send('GET', groupPath(group.id)), {
    status: 200,
    displayName: group.displayName,
    members: group.members,
  });
  okta.begin('Empty the group');
  group.members = [];
  await change(okta, group, [{ op: 'replace', path: 'members', value: [] }]);
}

async function importGroups(okta: OktaClient, id: string): Promise<void> {
  okta.begin('Import groups');
  const seen = new Map<unknown, number>();
  let total = Infinity;
  for (let start = 1; start <= total;) {
    const answer = await okta.send('GET', `/Groups?startIndex=${start}&count=${IMPORT_PAGE}`);
    const groups: readonly Resource[] = checkList(okta, answer);
    if (answer.status !== 200 || groups.length === 0) break;
    for (const group of groups) seen.set(group['id'], (seen.get(group['id']) ?? 0) + 1);
    total = Number(valueAt(answer.json, 'totalResults'));
    start += groups.length;
  }
  okta.check(
    'every group comes exactly once',
    seen.size === total && [...seen.values()].every((times) => times === 1),
    seen.size,
  );
  okta.check('the group that was pushed is among them', seen.has(id));
}

/** Group push from look-up to unlink: create, link, members, rename, push now, empty, import, delete. */
export async function pushGroups(okta: OktaClient, run: string): Promise<void> {
  const displayName = `Push ${okta.options.dialect} ${run}`;
  okta.begin('Assign the people of a group');
  const people = await assign(okta, run);
  okta.begin('Push a group: does it exist?');
  await lookUpGroup(okta, displayName, null);
  okta.begin('Push a group: create it, empty');
  const created = await okta.send('POST', '/Groups', { body: { schemas: [CORE_GROUP], displayName, members: [] } });
  const group: Pushed = {
    id: checkGroup(okta, created, { status: 201, displayName, members: [] }),
    displayName,
    members: [],
  };
  okta.begin('Push a group of a name that is there: link it');
  const again = await okta.send('POST', '/Groups', {
    body: { schemas: [CORE_GROUP], displayName: displayName.toUpperCase(), members: [] },
  });
  okta.check(
    'a name that is taken is answered with 409 uniqueness',
    again.status === 409 && valueAt(again.json, 'scimType') === 'uniqueness',
    `${again.status} ${again.text}`,
  );
  await lookUpGroup(okta, displayName.toUpperCase(), group.id);
  await live(okta, group, people);
  await importGroups(okta, group.id);
  okta.begin('Unlink, and delete the group');
  const deleted = await okta.send('DELETE', groupPath(group.id));
  okta.check('the delete is answered with 204', deleted.status === 204, deleted.status);
  okta.check('the group is gone', (await okta.send('GET', groupPath(group.id))).status === 404);
  await lookUpGroup(okta, group.displayName, null);
}
