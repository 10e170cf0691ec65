import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { UserCommandBase } from '@luciq/domain';
import { NOBODY_CHECKED } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import { openEventStoreDb } from '@luciq/event-store/eventstoredb';
import { openSqliteEventStore } from '@luciq/event-store/sqlite';
import type { Actor } from '@luciq/events';
import { plain, userStream } from '@luciq/events';
import { acknowledgedFromLog } from '@luciq/gateway-store/embedded';
import { lowerCase, parsePatch, userResourceType } from '@luciq/scim';
import { eventStoreEngine, freshPrefix } from '@luciq/test-engines/eventstoredb';
import { ChangeGroup } from './groups/change-group.ts';
import { ReadGroup } from './groups/read-group.ts';
import { checkNames, claimNames } from './name-forms.ts';
import type { Provisioning } from './provisioning.ts';
import { provisioning } from './provisioning.ts';
import type { UserOutcome } from './users/change-user.ts';
import { ChangeUser } from './users/change-user.ts';
import { UserStreams } from './users/user-streams.ts';
import { ACME, idpContext } from './writing/test-gateway.ts';

const OPERATOR: Actor = { kind: 'operator', id: 'op' };
const COMPOSED = 'andr\u00e9@acme.example';
const DECOMPOSED = 'andre\u0301@acme.example';
/** Where a log is kept, and how it is done away with. */
interface Place {
  readonly store: EventStore;
  readonly remove: () => Promise<void>;
}

const eventStore = await eventStoreEngine();
afterAll(() => eventStore.stop());

const inSqlite = async (): Promise<Place> => {
  const folder = mkdtempSync(join(tmpdir(), 'names-'));
  const store = openSqliteEventStore({ file: join(folder, 'events.sqlite') });
  return { store, remove: () => store.close().then(() => rmSync(folder, { recursive: true })) };
};

const inEventStoreDb = async (): Promise<Place> => {
  const store = openEventStoreDb({
    connectionString: eventStore.connectionString,
    claimKey: 'the key under which claims are named',
    prefix: freshPrefix(),
  });
  return { store, remove: () => store.close() };
};

describe.each([
  ['SQLite', inSqlite],
  [eventStore.name, inEventStoreDb],
])('names in %s', (_, open) => {
  let place: Place;
  let users: UserStreams;
  let handler: Provisioning['changeUser'];

  beforeEach(async () => {
    place = await open();
    restart();
  });
  afterEach(() => place.remove());

  function restart(): void {
    users = new UserStreams(place.store);
    handler = provisioning({ store: place.store, acknowledgements: acknowledgedFromLog(place.store) }).changeUser;
  }

  const base = (userId: string): UserCommandBase => ({
    context: idpContext(),
    userId,
    policy: { applications: [], owners: [], administers: false },
  });
  const create = (userName: string, userId: string = randomUUID()): Promise<UserOutcome> =>
    handler.execute(
      new ChangeUser({ type: 'ProvisionUser', ...base(userId), attributes: { userName }, origin: 'scim' }),
    );
  const rename = (userId: string, userName: string): Promise<UserOutcome> =>
    handler.execute(new ChangeUser({ type: 'ReplaceUser', ...base(userId), attributes: { userName } }));
  const found = async (userName: string): Promise<unknown> => (await users.byUserName(ACME, userName))?.id ?? null;
  const refusalOf = (outcome: UserOutcome): unknown =>
    outcome.kind === 'refused' ? outcome.refusal.kind : outcome.kind;

  /** A member as a build made it that compared names by case alone. */
  const ofOld = (userId: string, userName: string): Promise<unknown> =>
    place.store.append({
      stream: userStream(ACME, userId),
      expected: 'no-stream',
      events: [
        {
          id: randomUUID(),
          event: { type: 'UserProvisioned', data: { userId, origin: 'scim' }, personal: plain({ userName }) },
        },
      ],
      time: '2026-03-01T10:20:30.456Z',
      cause: { commandId: randomUUID(), requestId: 'r', actor: OPERATOR, tokenId: null },
      claims: [{ action: 'take', claim: { scope: ACME, kind: 'userName', value: lowerCase(userName) } }],
    });

  it.each([
    ['composed and decomposed [RFC7644 5 precis]', COMPOSED, DECOMPOSED],
    ['full-width letters', 'Anna@acme.example', '\uff21nna@acme.example'],
    ['a blank at the end', 'anna@acme.example', 'anna@acme.example '],
    ['another case of a composed letter', 'ren\u00e9e@acme.example', 'RENE\u0301E@ACME.EXAMPLE'],
  ])('are one name: %s', async (__, one, other) => {
    for (const [first, second] of [
      [one, other],
      [other, one],
    ] as const) {
      expect(refusalOf(await create(first, 'u1'))).toBe('done');
      expect(refusalOf(await create(second))).toBe('user-name-taken');
      expect([await found(first), await found(second)]).toEqual(['u1', 'u1']);
      expect((await users.byId(ACME, 'u1'))?.attributes['userName']).toBe(first);
      await place.remove();
      place = await open();
      restart();
    }
  });

  it('are one name for groups, too', async () => {
    const { changeGroup: groups, readGroup } = provisioning({
      store: place.store,
      acknowledgements: acknowledgedFromLog(place.store),
    });
    const make = (displayName: string) =>
      groups.execute(
        new ChangeGroup({
          type: 'CreateGroup',
          context: idpContext(),
          groupId: randomUUID(),
          checked: NOBODY_CHECKED,
          draft: { displayName, externalId: null, memberIds: [] },
          origin: 'scim',
        }),
      );
    expect((await make('\u00c9quipe')).kind).toBe('done');
    expect(await make('e\u0301quipe ')).toEqual({ kind: 'refused', refusal: { kind: 'group-name-taken' } });
    expect((await readGroup.execute(new ReadGroup(ACME, { displayName: 'E\u0301QUIPE' })))?.group.displayName).toBe(
      '\u00c9quipe',
    );
  });

  it('of old are found as before at once, and by every spelling once they are claimed; nobody is doubled', async () => {
    await ofOld('u1', DECOMPOSED);
    expect([await found(DECOMPOSED), await found(DECOMPOSED.toUpperCase())]).toEqual(['u1', 'u1']);
    expect(refusalOf(await create(DECOMPOSED))).toBe('user-name-taken');
    expect(await checkNames(place.store)).toEqual({
      odd: 1,
      unclaimed: [{ stream: 'acme/user/u1', name: DECOMPOSED }],
      collisions: [],
    });
    expect(await found(COMPOSED)).toBeNull();
    await claimNames(place.store, OPERATOR);
    restart();
    expect([await found(COMPOSED), await found(DECOMPOSED)]).toEqual(['u1', 'u1']);
    expect(refusalOf(await create(COMPOSED))).toBe('user-name-taken');
    const head = await place.store.head();
    expect(await claimNames(place.store, OPERATOR)).toEqual({ odd: 1, unclaimed: [], collisions: [] });
    expect(await place.store.head()).toBe(head);
  });

  it('of old that collide are told before anything is changed; both members go on under their own names', async () => {
    await ofOld('u1', COMPOSED);
    await ofOld('u2', DECOMPOSED);
    const collisions = [{ stream: 'acme/user/u2', name: DECOMPOSED, holder: 'acme/user/u1' }];
    expect(await checkNames(place.store)).toEqual({ odd: 1, unclaimed: [], collisions });
    expect(await claimNames(place.store, OPERATOR)).toMatchObject({ collisions });
    restart();
    expect([await found(COMPOSED), await found(DECOMPOSED)]).toEqual(['u1', 'u2']);
    const title = parsePatch(userResourceType, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'title', value: 'Dr' }],
    });
    for (const id of ['u1', 'u2'])
      expect(
        refusalOf(
          await handler.execute(
            new ChangeUser({ type: 'PatchUser', ...base(id), operations: title.ok ? title.value : [] }),
          ),
        ),
      ).toBe('done');
    expect(refusalOf(await create(COMPOSED))).toBe('user-name-taken');
    expect(refusalOf(await create(DECOMPOSED))).toBe('user-name-taken');
    expect(refusalOf(await rename('u2', COMPOSED))).toBe('user-name-taken');
    expect(refusalOf(await rename('u1', DECOMPOSED))).toBe('user-name-taken');
    expect(refusalOf(await rename('u2', 'someone@acme.example'))).toBe('done');
    expect([await found(COMPOSED), await found(DECOMPOSED)]).toEqual(['u1', 'u1']);
  });

  it('of old that two have in unusual forms are told: the older one is claimed', async () => {
    await ofOld('u1', DECOMPOSED);
    await ofOld('u2', `${COMPOSED} `);
    expect(await claimNames(place.store, OPERATOR)).toEqual({
      odd: 2,
      unclaimed: [{ stream: 'acme/user/u1', name: DECOMPOSED }],
      collisions: [{ stream: 'acme/user/u2', name: `${COMPOSED} `, holder: 'acme/user/u1' }],
    });
    expect([await found(COMPOSED), await found(DECOMPOSED), await found(`${COMPOSED} `)]).toEqual(['u1', 'u1', 'u2']);
  });

  it('of a member who was renamed in the meantime are left alone', async () => {
    await ofOld('u1', DECOMPOSED);
    expect(refusalOf(await rename('u1', 'andre@acme.example'))).toBe('done');
    expect(await checkNames(place.store)).toEqual({ odd: 0, unclaimed: [], collisions: [] });
    expect(refusalOf(await create(DECOMPOSED, 'u2'))).toBe('done');
    expect(await checkNames(place.store)).toEqual({ odd: 1, unclaimed: [], collisions: [] });
  });
});
