import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { DoubleOptions, DoubleUser, SelfSigned } from '@luciq/test-engines/eventstoredb';
import { EventStoreDbDouble, freshPrefix, selfSigned } from '@luciq/test-engines/eventstoredb';
import { freePort } from '@luciq/test-engines/programs';
import { appended, newStream, request } from '../contract/log.ts';
import type { EventStoreDb, EventStoreDbOptions } from './index.ts';
import { openEventStoreDb, prepareEventStoreDb } from './index.ts';

const KEY = 'the key under which claims are named';
const USERS: Readonly<Record<string, DoubleUser>> = {
  admin: { password: 'changeit', groups: ['$admins'] },
  luciq: { password: 'a:b' },
  other: { password: 'other' },
};

describe('What time does not cure of an event store is said in a sentence', () => {
  let own: SelfSigned;
  let foreign: SelfSigned;
  const cleanUps: (() => unknown)[] = [];
  beforeAll(() => {
    own = selfSigned();
    foreign = selfSigned('DNS:other.example');
  });
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
  });
  afterAll(() => {
    for (const made of [own, foreign]) made.remove();
  });

  const startDouble = async (options: DoubleOptions = {}): Promise<EventStoreDbDouble> => {
    const double = await EventStoreDbDouble.start(options);
    cleanUps.push(() => double.stop());
    return double;
  };
  const open = (connectionString: string, options: Partial<EventStoreDbOptions> = {}): EventStoreDb => {
    const store = openEventStoreDb({ connectionString, claimKey: KEY, prefix: freshPrefix(), ...options });
    cleanUps.push(() => store.close());
    return store;
  };
  const at = (double: EventStoreDbDouble, { user = '', ca = own, scheme = 'esdb' } = {}): string =>
    `${scheme}://${user}127.0.0.1:${double.port}?tlsCAFile=${encodeURIComponent(ca.certificateFile)}&maxDiscoverAttempts=1`;
  const unusable = (sentence: RegExp) =>
    expect.objectContaining({
      name: 'EventStoreUnavailable',
      trouble: 'unusable',
      outcome: 'not-done',
      sentence: expect.stringMatching(sentence),
    });
  const away = (sentence: RegExp) =>
    expect.objectContaining({
      name: 'EventStoreUnavailable',
      trouble: 'unavailable',
      sentence: expect.stringMatching(sentence),
    });
  /** A server with users, and what its own administrator does there. */
  const withUsers = async () => {
    const double = await startDouble({ tls: own, users: USERS });
    const client = EventStoreDBClient.connectionString(at(double, { user: 'admin:changeit@' }));
    cleanUps.push(() => client.dispose());
    const readAllBy = (...roles: string[]) =>
      client.appendToStream('$$$all', jsonEvent({ type: '$metadata', data: { $acl: { $r: roles } } }));
    const usual = (list: Readonly<Record<string, unknown>>) =>
      client.appendToStream('$settings', jsonEvent({ type: 'update-default-acl', data: { $userStreamAcl: list } }));
    return { double, client, readAllBy, usual };
  };

  it('a wrong password or user, once and not again', async () => {
    const { double } = await withUsers();
    for (const user of ['luciq:wrong@', 'nobody:x@']) {
      const reads = double.order({ what: 'slow', on: 'read', ms: 0 });
      await expect(open(at(double, { user })).logId()).rejects.toEqual(
        unusable(/^The event store refuses the user or the password\. Correct them in its connection string\.$/),
      );
      expect(reads.struck()).toBe(0);
      reads.clear();
    }
    await expect(open(at(double)).logId()).rejects.toEqual(
      unusable(/does not let this user read the streams of this product/),
    );
  });

  it('a user who may not read $all, at the start, though appends would be done', async () => {
    const { double, readAllBy } = await withUsers();
    const store = open(at(double, { user: 'luciq:a%3Ab@' }));
    await expect(store.logId()).rejects.toEqual(
      unusable(/^The event store does not let this user read \$all\. .*operator event-store prepare\.$/),
    );
    appended(await store.append(request(newStream())));
    await readAllBy('$admins', 'luciq');
    expect(await store.logId()).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('a user who may not append to our streams, unless nothing is to be appended', async () => {
    const { double, readAllBy, usual } = await withUsers();
    await readAllBy('$admins', 'luciq');
    const prefix = freshPrefix();
    await open(at(double, { user: 'admin:changeit@' }), { prefix }).logId();
    await usual({ $w: ['$admins'] });
    await expect(open(at(double, { user: 'luciq:a%3Ab@' }), { prefix }).logId()).rejects.toEqual(
      unusable(/^The event store does not let this user append to the streams of this product\. /),
    );
    expect(await open(at(double, { user: 'luciq:a%3Ab@' }), { prefix, readOnly: true }).logId()).toMatch(
      /^[0-9a-f-]{36}$/,
    );
    const written = double.log.events.filter(({ type }) => type === 'NeverWritten');
    expect(written).toEqual([]);
  });

  it('a user who may not read our streams', async () => {
    const { double, readAllBy, usual } = await withUsers();
    await readAllBy('$admins', 'luciq');
    await usual({ $r: ['$admins'] });
    await expect(open(at(double, { user: 'luciq:a%3Ab@' })).logId()).rejects.toEqual(
      unusable(/^The event store does not let this user read the streams of this product\. /),
    );
  });

  it('a certificate that is not trusted, of one node and of a cluster', async () => {
    const double = await startDouble({ tls: own });
    for (const scheme of ['esdb', 'esdb+discover']) {
      await expect(open(at(double, { ca: foreign, scheme })).logId()).rejects.toEqual(
        unusable(/^The certificate of the event store is of an authority that is not trusted here\. .*tlsCAFile/),
      );
    }
  });

  it('a certificate for another name', async () => {
    const double = await startDouble({ tls: foreign });
    await expect(open(at(double, { ca: foreign })).logId()).rejects.toEqual(
      unusable(/^The certificate of the event store is not for the name by which it is addressed\. /),
    );
  });

  it('a server without TLS where TLS is expected, and the other way round', async () => {
    const [plain, secure] = [await startDouble(), await startDouble({ tls: own })];
    await expect(open(at(plain)).logId()).rejects.toEqual(
      unusable(/^the event store speaks without TLS where TLS is expected\. /i),
    );
    await expect(open(`esdb://127.0.0.1:${secure.port}?tls=false`).append(request(newStream()))).rejects.toEqual(
      unusable(/^The event store speaks TLS, and is addressed without it\. /),
    );
  });

  it('a port where nothing listens and a name that nobody knows, which may pass', async () => {
    const port = await freePort();
    await expect(open(`esdb://127.0.0.1:${port}?tls=false`).logId()).rejects.toEqual(
      away(/^Nothing listens where the event store should be\. /),
    );
    await expect(open('esdb://nowhere.invalid:2113?tls=false').head()).rejects.toEqual(
      away(/^The host of the event store is not known by its name\. /),
    );
  });

  describe('A preparation', () => {
    const prepare = (double: EventStoreDbDouble, user = 'admin:changeit@', isWholeServer = false) =>
      prepareEventStoreDb({ connectionString: at(double, { user }), user: 'luciq', prefix: 'ours', isWholeServer });

    it('lets the user in and everybody else out, and does nothing the second time', async () => {
      const { double } = await withUsers();
      expect(await prepare(double)).toEqual({ kind: 'prepared', changed: ['$all', 'default'] });
      const store = open(at(double, { user: 'luciq:a%3Ab@' }), { prefix: 'ours' });
      await store.logId();
      appended(await store.append(request(newStream())));
      const other = open(at(double, { user: 'other:other@' }), { prefix: 'ours' });
      await expect(other.append(request(newStream()))).rejects.toEqual(unusable(/read/));
      await expect(other.head()).rejects.toEqual(unusable(/read \$all/));
      const raw = EventStoreDBClient.connectionString(at(double, { user: 'other:other@' }));
      cleanUps.push(() => raw.dispose());
      await expect(
        raw.appendToStream('ours/acme/company', jsonEvent({ type: 'Forged', data: {} })),
      ).rejects.toMatchObject({ type: 'access-denied' });
      expect(await prepare(double)).toEqual({ kind: 'prepared', changed: [] });
    });

    it("leaves the default list alone where others have streams, unless it is to be the whole server's", async () => {
      const { double, client } = await withUsers();
      await client.appendToStream('invoice-1', jsonEvent({ type: 'InvoiceSent', data: {} }));
      expect(await prepare(double)).toEqual({ kind: 'shared', changed: ['$all'], stream: 'invoice-1' });
      expect(double.log.stream('$settings')).toBeNull();
      expect(await prepare(double, 'admin:changeit@', true)).toEqual({ kind: 'prepared', changed: ['default'] });
    });

    it('keeps what the lists said of others', async () => {
      const { double, client, readAllBy } = await withUsers();
      await readAllBy('$admins', 'auditor');
      await client.appendToStream(
        '$settings',
        jsonEvent({ type: 'update-default-acl', data: { $systemStreamAcl: { $r: 'ops' } } }),
      );
      await prepare(double);
      const newest = (stream: string): unknown =>
        JSON.parse(
          Buffer.from(
            [double.log.stream(stream) ?? []]
              .flat()
              .map((event) => (typeof event === 'string' ? [] : [...event.data]))
              .at(-1) ?? [],
          ).toString(),
        );
      expect([newest('$$$all'), newest('$settings')]).toMatchObject([
        { $acl: { $r: ['$admins', 'auditor', 'luciq'] } },
        { $systemStreamAcl: { $r: 'ops' }, $userStreamAcl: { $w: ['$admins', 'luciq'] } },
      ]);
    });

    it('says so where its own user is no administrator', async () => {
      const { double } = await withUsers();
      await expect(prepare(double, 'other:other@')).rejects.toEqual(
        unusable(/^The event store does not let this user change access lists\. Name a member of \$admins/),
      );
    });
  });
});
