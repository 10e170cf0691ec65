import type { Answer, Json } from '../account-client/index.ts';
import type { Attack, Send } from './attack.ts';
import { PEOPLE } from './world.ts';

/** Whether an answer is a success. */
export const isDone = ({ status }: Answer): boolean => status >= 200 && status < 300;

// ---- Ways in --------------------------------------------------------------------------------------------------------

/** Opens a set-up link, which may have ended. */
export async function openLink(_: Send, attack: Attack): Promise<void> {
  const { random, world } = attack;
  // Withdrawn, opened and ended ones now and then: too many of them, and no link is opened for a minute.
  const wanted = world.links.filter(({ ended }) => (ended !== null) === random.chance(0.1));
  const link = wanted[random.below(Math.max(1, wanted.length))];
  if (link !== undefined) await attack.openLink(link);
}

/** Luciq signs in as an operator; and everybody else tries to, with what they have. */
export async function openOperatorSession(_: Send, attack: Attack): Promise<void> {
  const { random, world } = attack;
  const secrets = [...world.tokens, ...world.links].map(({ text }) => text.slice(text.indexOf('#') + 1));
  await attack.openOperatorSession(attack.isLuciqAlone || random.chance(0.8) ? null : random.some(secrets));
}

// ---- Ownership and names --------------------------------------------------------------------------------------------

/** Mostly a person who can be made an owner. */
function newOwner({ isLuciqAlone, random, world }: Attack): string {
  const users = [...world.users];
  const fit = users.filter(([id, { isActive }]) => isActive && !world.owners.has(id));
  return random.some((isLuciqAlone || random.chance(0.5) ? fit : users).map(([id]) => id));
}

/** Adds an owner. */
export async function grantOwnership(send: Send, attack: Attack): Promise<void> {
  const { world } = attack;
  const userId = newOwner(attack);
  if (isDone(await send({}, { userId }))) world.granted(userId);
}

/** Passes an ownership on, also to an owner. */
export async function transferOwnership(send: Send, attack: Attack): Promise<void> {
  const { random, world } = attack;
  const [to, from] = [newOwner(attack), random.some([...world.owners.keys()])];
  if (!isDone(await send({}, { from, to })) || from === to) return;
  world.granted(to);
  world.revoked(from);
}

/** Takes an ownership away, also the last one. */
export async function revokeOwnership(send: Send, { random, world }: Attack): Promise<void> {
  const userId = random.some([...world.owners.keys()]);
  if (isDone(await send({ userId }))) world.revoked(userId);
}

/** Confirms a rename, by the name that the user has now or by another. */
export async function confirmRename(send: Send, { random, world }: Attack): Promise<void> {
  const waiting = [...world.held.keys()].filter((id) => world.users.has(id));
  const userId = random.some(waiting.length > 0 ? waiting : [...world.users.keys()]);
  const userName = `${random.chance(0.8) ? (world.users.get(userId)?.userName ?? '') : random.pick(PEOPLE)}@${world.company}.example`;
  if (isDone(await send({ userId }, { userName }))) world.confirmed(userId);
}

// ---- Tokens and set-up links ----------------------------------------------------------------------------------------

/** Issues a token, which the sender has from then on. */
export async function issueToken(send: Send, attack: Attack): Promise<void> {
  const { json, status } = await send({}, {});
  if (status === 201)
    attack.world.tokens.push({
      id: String(json['id']),
      text: String(json['token']),
      person: attack.asker.person,
      ended: null,
    });
}

/** Revokes one of the tokens, of which some are over. */
export async function revokeToken(send: Send, { random, world }: Attack): Promise<void> {
  const tokenId = random.some(world.tokens.map(({ id }) => id));
  if (isDone(await send({ tokenId }))) for (const one of world.tokens) if (one.id === tokenId) one.ended ??= 'revoked';
}

/** Issues a set-up link, which anybody may open. */
export async function issueLink(send: Send, attack: Attack): Promise<void> {
  const { json, status } = await send({}, {});
  if (status !== 201) return;
  const text = String(json['link']);
  attack.world.links.push({
    text,
    id: text.slice(text.indexOf('#') + 1).split('.')[1] ?? '',
    issuer: attack.asker.userId,
    ended: null,
  });
}

/** Withdraws one of the links, whether it was opened or not. */
export async function withdrawLink(send: Send, { random, world }: Attack): Promise<void> {
  const linkId = random.some(world.links.map(({ id }) => id));
  if (isDone(await send({ linkId }))) world.endLinks('withdrawn', ({ id }) => id === linkId);
}

// ---- Ends of sessions -----------------------------------------------------------------------------------------------

/** Signs everybody out, or one member. */
export async function endSessions(send: Send, { random, world }: Attack): Promise<void> {
  const userId = random.chance(0.5) ? random.some([...world.users.keys()]) : null;
  if (!isDone(await send({}, userId === null ? {} : { userId }))) return;
  // Who ends every session goes on under another secret, which is not kept here.
  if (userId === null) world.endEverything('everybody signed out');
  else {
    world.end('signed out', (session) => session.userId === userId);
    world.endLinks('issuer signed out', ({ issuer }) => issuer === userId);
  }
}

/** Ends one session of the company, or tries to end an operator's by the same way. */
export async function endSession(send: Send, attack: Attack): Promise<void> {
  const { random, world } = attack;
  const open = world.sessions.filter(({ ended }) => ended === null);
  const ofCompany = open.filter(({ kind }) => kind !== 'operator');
  const sessionId = random.some((random.chance(0.9) ? ofCompany : open).map(({ id }) => id));
  if (!isDone(await send({ sessionId }))) return;
  if (open.some(({ id, kind }) => id === sessionId && kind === 'operator'))
    attack.violated('the session of an operator ends like one of the company');
  world.endOne(sessionId, 'ended singly');
}

/** Ends the session of an operator. */
export async function endOperatorSession(send: Send, { random, world }: Attack): Promise<void> {
  const sessionId = random.some(
    world.sessions.filter(({ ended, kind }) => ended === null && kind === 'operator').map(({ id }) => id),
  );
  if (isDone(await send({ sessionId }))) world.endOne(sessionId, 'ended singly');
}

/** A session is left by its own wish. */
export async function leave(send: Send, attack: Attack): Promise<void> {
  const answer = await send();
  const { session } = attack.asker;
  if (session !== null && isDone(answer)) session.ended ??= 'left';
}

// ---- What is trusted ------------------------------------------------------------------------------------------------

/** The identity provider is replaced; or set up again by Luciq, where it is off. */
export async function replaceProvider(send: Send, attack: Attack): Promise<void> {
  const { world } = attack;
  if (world.provider === 'off') return attack.setUpAgain();
  const next = world.provider === 'first' ? attack.people.otherIdp : attack.people.idp;
  const { status } = await send(
    {},
    { entryPoint: 'https://idp.example/sso', issuer: next.issuer, certificate: next.certificate },
  );
  if (status !== 200) return;
  world.provider = world.provider === 'first' ? 'second' : 'first';
  world.endEverything('provider replaced');
}

/** SCIM is disabled, with the tokens that there are; mostly it comes back. */
export async function disableScim(send: Send, attack: Attack): Promise<void> {
  if (!isDone(await send())) return;
  for (const token of attack.world.tokens) token.ended ??= 'SCIM disabled';
  if (!attack.isLuciqAlone && attack.random.chance(0.6)) await attack.setUpAgain();
}

/** SAML is disabled, which is refused while SCIM needs it. */
export async function disableSaml(send: Send, { world }: Attack): Promise<void> {
  if (!isDone(await send())) return;
  if (world.provider !== 'off') for (const token of world.tokens) token.ended ??= 'SAML disabled';
  world.provider = 'off';
  world.endEverything('SAML disabled');
}

// ---- What gives a role to many --------------------------------------------------------------------------------------

const roleFor = ({ random }: Attack): 'admin' | 'member' => (random.chance(0.05) ? 'admin' : 'member');
const mappingFor = (attack: Attack): Json => ({
  role: roleFor(attack),
  applications: [],
  precedence: attack.random.below(3),
});

async function giving(attack: Attack, body: Json, answer: Promise<Answer>): Promise<void> {
  if (isDone(await answer) && body['role'] === 'admin') attack.world.isLoose = true;
}

/** Changes the default access of members. */
export const changeDefaults = (send: Send, attack: Attack): Promise<void> => {
  const body = { role: roleFor(attack), applications: [] };
  return giving(attack, body, send({}, body));
};

/** Says what a group gives. */
export const setMapping = (send: Send, attack: Attack): Promise<void> => {
  const body = mappingFor(attack);
  return giving(attack, body, send({}, body));
};

/** Changes nothing, whatever role is tried. */
export const previewMapping = (send: Send, attack: Attack): Promise<unknown> =>
  send({}, attack.random.chance(0.3) ? { remove: true } : mappingFor(attack));

// ---- Reads ----------------------------------------------------------------------------------------------------------

/** The events that the newest request caused, once it is in the activity, which is written a little later. */
export async function readCaused(send: Send, { isLuciqAlone, people, world }: Attack): Promise<void> {
  const newest = async (): Promise<string> => {
    const { json } = await people.api('GET', `/companies/${world.company}/activity`);
    return ((json['entries'] ?? []) as readonly { readonly id: string }[])[0]?.id ?? '';
  };
  let entryId = await newest();
  while (isLuciqAlone && entryId === '') entryId = await newest();
  await send({ entryId: entryId || 'nothing' });
}
