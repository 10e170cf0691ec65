import type { Answer } from '../console-attacks/index.ts';
import type { Attack } from './attack.ts';
import { PEOPLE } from './world.ts';

/** Somebody signs in, or opens a set-up link. */
export async function comeIn(attack: Attack): Promise<void> {
  const { random, world } = attack;
  if (random.chance(0.75)) await attack.signIn(random.pick(PEOPLE));
  else if (world.links.length > 0) await attack.openLink(random.pick(world.links as [(typeof world.links)[number], ...typeof world.links]));
}

/** Moves ownership, by somebody who may or may not. */
export async function moveOwnership(attack: Attack): Promise<void> {
  const { random, world } = attack;
  const [id, from] = [random.some([...world.users.keys()]), random.some([...world.owners.keys()])];
  const what = random.below(3);
  if (what === 0) {
    if (isDone(await attack.account('owner', 'POST', '/owners', { userId: id }))) world.granted(id);
  } else if (what === 1) {
    if (!isDone(await attack.account('owner', 'POST', '/owners/transfer', { from, to: id })) || from === id) return;
    world.granted(id);
    world.revoked(from);
  } else if (isDone(await attack.account('owner', 'DELETE', `/owners/${from}`))) world.revoked(from);
}

/** Confirms a rename, by the name that the user has now or by another. */
export async function confirmRename(attack: Attack): Promise<void> {
  const { random, world } = attack;
  const waiting = [...world.held.keys()].filter((id) => world.users.has(id));
  const id = random.some(waiting.length > 0 ? waiting : [...world.users.keys()]);
  const userName = `${random.chance(0.8) ? (world.users.get(id)?.userName ?? '') : random.pick(PEOPLE)}@${world.company}.example`;
  if (isDone(await attack.account('owner', 'POST', `/renames/${id}/confirm`, { userName }))) world.confirmed(id);
}

/** Tokens and set-up links: issued, handed over, withdrawn. */
export async function credentials(attack: Attack): Promise<void> {
  const { random, world } = attack;
  const what = random.below(10);
  if (what < 3) {
    const { json, status } = await attack.account('setup', 'POST', '/tokens', {});
    if (status === 201) world.tokens.push({ id: String(json['id']), text: String(json['token']), person: attack.asker.person, ended: null });
  } else if (what < 4) {
    const token = random.some(world.tokens.map(({ id }) => id));
    if (!isDone(await attack.account('setup', 'DELETE', `/tokens/${token}`))) return;
    for (const one of world.tokens) if (one.id === token) one.ended ??= 'revoked';
  } else if (what < 5) await attack.account('owner', 'POST', `/tokens/${random.some(world.tokens.map(({ id }) => id))}/hand-over`);
  else if (what < 8) {
    const { json, status } = await attack.account('owner', 'POST', '/setup-links', {});
    if (status !== 201) return;
    const text = String(json['link']);
    world.links.push({ text, id: linkIdOf(text), issuer: attack.asker.userId, ended: null });
  } else {
    const link = random.some(world.links.map(({ id }) => id));
    if (isDone(await attack.account('owner', 'DELETE', `/setup-links/${link}`))) world.endLinks('withdrawn', ({ id }) => id === link);
  }
}

const linkIdOf = (text: string): string => text.slice(text.indexOf('#') + 1).split('.')[1] ?? '';

/** Ends sessions, and replaces what is trusted. */
export async function endings(attack: Attack): Promise<void> {
  const { random, world } = attack;
  const what = random.below(12);
  if (what < 3) {
    const userId = random.chance(0.5) ? random.some([...world.users.keys()]) : null;
    if (!isDone(await attack.account('owner', 'POST', '/sessions/end', userId === null ? {} : { userId }))) return;
    // Whoever ends everything goes on under another secret, which nobody here keeps.
    if (userId === null) world.endEverything('everybody signed out');
    else {
      world.end('signed out', (session) => session.userId === userId);
      world.endLinks('issuer signed out', ({ issuer }) => issuer === userId);
    }
  } else if (what < 5) await attack.replaceProvider();
  else if (what < 6) await attack.account('owner-or-setup', 'POST', '/saml/enable');
  else if (what < 8) await attack.account('setup', 'POST', `/scim/${random.pick(['pause', 'resume', 'resume', 'enable'])}`);
  else await attack.leave();
}

/** What makes administrators of many at once, and what of the company has nothing to do with rights. */
export async function settings(attack: Attack): Promise<void> {
  const { random, world } = attack;
  const role = random.chance(0.1) ? 'admin' : 'member';
  const what = random.below(4);
  if (role === 'admin') world.isLoose = true;
  if (what === 0) await attack.account('admin', 'PUT', '/defaults', { role, applications: [] });
  else if (what === 1) await attack.account('admin', 'PUT', '/applications', { applications: ['Shop'] });
  else if (what === 2) await attack.account('admin', 'PUT', `/groups/${random.some(world.groups)}/mapping`, { role, applications: [], precedence: random.below(3) });
  else await attack.account('admin', 'DELETE', `/groups/${random.some(world.groups)}/mapping`);
}

/** Reads: nobody gets anything of a company without a right. */
export async function look(attack: Attack): Promise<void> {
  const { random, world } = attack;
  const id = random.some([...world.users.keys()]);
  const paths = ['/members', `/members/${id}`, `/members/${id}/timeline`, '/groups', '/activity', '/renames', `/groups/${random.some(world.groups)}`] as const;
  if (random.chance(0.2)) await attack.account('owner', 'GET', random.pick(['/sessions', '/setup-links']));
  else if (random.chance(0.2)) await attack.account('setup', 'GET', random.pick(['', '/tokens', '/checklist']));
  else if (random.chance(0.1)) await attack.outside();
  else await attack.account('admin', 'GET', random.pick(paths));
}

const isDone = ({ status }: Answer): boolean => status >= 200 && status < 300;
