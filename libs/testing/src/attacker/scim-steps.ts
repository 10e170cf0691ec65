import type { Json } from '../account-client/index.ts';
import { ROLE } from '../console-attacks/index.ts';
import type { Random } from '../fuzz/index.ts';
import type { Attack } from './attack.ts';
import { EXTENSION, NAMES } from './world.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

const nameFor = ({ random, world }: Attack): string => {
  const name = random.pick(NAMES);
  return `${random.chance(0.2) ? name.toUpperCase() : name}@${world.company}.example`;
};

const roleFor = (random: Random): Json =>
  random.chance(0.5) ? { [EXTENSION]: { instabugRole: random.pick(['admin', 'viewer', 'owner']) } } : {};

const resourceFor = (attack: Attack): Json => ({
  schemas: [CORE, EXTENSION],
  userName: nameFor(attack),
  ...roleFor(attack.random),
  ...(attack.random.chance(0.3) ? { active: attack.random.chance(0.7) } : {}),
});

function operationsFor(attack: Attack): readonly Json[] {
  const { random } = attack;
  const userName = nameFor(attack);
  const one = (): Json =>
    random.pick<Json>([
      { op: 'replace', path: 'userName', value: userName },
      { op: 'replace', value: { userName } },
      { op: 'add', path: `${CORE}:userName`, value: userName },
      { op: 'replace', path: ROLE, value: random.pick(['admin', 'viewer', 'owner']) },
      { op: 'replace', path: 'active', value: random.chance(0.6) },
      { op: 'remove', path: ROLE },
    ]);
  return random.chance(0.8) ? [one()] : [one(), one()];
}

const memberOps = ({ random, world }: Attack): Json => {
  const value = random.some([...world.users.keys()]);
  return random.chance(0.7)
    ? { op: 'add', path: 'members', value: [{ value }] }
    : { op: 'remove', path: `members[value eq "${value}"]` };
};

/** Every way to write a user over SCIM. */
export async function writeUser(attack: Attack): Promise<void> {
  const { random, world } = attack;
  const id = random.some([...world.users.keys()]);
  const what = random.below(20);
  if (what < 11)
    world.wrote(await attack.scim('PATCH', `/Users/${id}`, { schemas: [PATCH_OP], Operations: operationsFor(attack) }));
  else if (what < 14) world.wrote(await attack.scim('PUT', `/Users/${id}`, resourceFor(attack)));
  else if (what < 18) world.wrote(await attack.scim('POST', '/Users', resourceFor(attack)));
  else if (what < 19) {
    if ((await attack.scim('DELETE', `/Users/${id}`)).status === 204) world.deleted(id);
  } else await bulk(attack);
}

/** Each operation of a bulk request is told by reading the user afterwards: no other request comes between. */
async function bulk(attack: Attack): Promise<void> {
  const { random, world } = attack;
  const targets = [random.some([...world.users.keys()]), random.some([...world.users.keys()])];
  for (const id of targets) {
    const operation = {
      method: 'PATCH',
      path: `/Users/${id}`,
      data: { schemas: [PATCH_OP], Operations: operationsFor(attack) },
    };
    const { status } = await attack.scim('POST', '/Bulk', { schemas: [BULK], Operations: [operation] });
    if (status === 200) world.wrote(await attack.told(id));
  }
}

/** Groups, which may make administrators where they are mapped. */
export async function writeGroup(attack: Attack): Promise<void> {
  const { random, world } = attack;
  const id = random.some(world.groups);
  if (id === '' || random.chance(0.2)) {
    const made = await attack.scim('POST', '/Groups', {
      schemas: [GROUP],
      displayName: `Group ${random.below(1_000)}`,
      members: [],
    });
    if (made.status === 201) world.groups.push(String(made.json['id']));
  } else if (random.chance(0.1))
    await attack.scim('PUT', `/Groups/${id}`, {
      schemas: [GROUP],
      displayName: `Group ${random.below(1_000)}`,
      members: [],
    });
  else if (random.chance(0.05)) await attack.scim('DELETE', `/Groups/${id}`);
  else await attack.scim('PATCH', `/Groups/${id}`, { schemas: [PATCH_OP], Operations: [memberOps(attack)] });
}

/** What changes nothing; a token that is over must get nothing of it. */
export async function readScim(attack: Attack): Promise<void> {
  const { random, world } = attack;
  const id = random.some([...world.users.keys()]);
  const path = random.pick([
    `/Users/${id}`,
    '/Users',
    `/Users?filter=${encodeURIComponent(`userName eq "${nameFor(attack)}"`)}`,
    '/Groups',
    `/Groups/${random.some(world.groups)}`,
    '/ServiceProviderConfig',
    '/Schemas',
    '/ResourceTypes',
    '/Roles',
    '/Me',
  ]);
  await (random.chance(0.1)
    ? attack.scim('POST', random.pick(['/.search', '/Users/.search', '/Groups/.search']), {
        schemas: [SEARCH],
        count: 5,
      })
    : attack.scim('GET', path));
}
