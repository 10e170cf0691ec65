import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { UserCommand, UserCommandBase } from '@luciq/domain';
import { groupNameClaims, tokenClaim, userNameClaims } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import { EventStoreUnavailable } from '@luciq/event-store';
import { openEventStoreDb } from '@luciq/event-store/eventstoredb';
import { EVENT_STORE_FILE, openSqliteEventStore } from '@luciq/event-store/sqlite';
import type { Claim, StreamName } from '@luciq/events';
import { groupStream, parseStream, userStream } from '@luciq/events';
import { acknowledgedFromLog } from '@luciq/gateway-store/embedded';
import { ChangeGroup, ChangeUser, claimHolder, provisioning } from '@luciq/provisioning';
import { eventStoreEngine, freshPrefix } from '@luciq/test-engines/eventstoredb';
import { registerCompany } from '@luciq/testing/companies';
import { runProgram } from '@luciq/testing/processes';
import { environmentOf } from '@luciq/testing/service-set';
import { APPENDS_AT_ONCE } from '../../operator/src/migration/in-order.ts';
import { migrateLog } from '../../operator/src/migration/migrate-log.ts';

const COMPANIES = ['acme', 'globex'] as const;
const MEMBERS = 12;
const CLAIM_KEY = 'a-claim-key-for-tests-0123456789abcdef';
const token = (company: string): string => `${company}.0123456789abcdef0123456789abcdef`;

/** Companies with a group, whose members were created, renamed, deactivated and deleted. */
async function fill(store: EventStore): Promise<void> {
  const { changeUser: users, changeGroup: groups } = provisioning({
    store,
    acknowledgements: acknowledgedFromLog(store),
  });
  for (const companyId of COMPANIES) {
    await registerCompany(store, { companyId, token: token(companyId) });
    const base = (userId: string): UserCommandBase => ({
      userId,
      policy: { applications: [], owners: [], administers: false },
      context: contextOf(companyId),
    });
    const run = (command: UserCommand): Promise<unknown> => users.execute(new ChangeUser(command));
    for (let n = 0; n < MEMBERS; n += 1) {
      const id = `${companyId}-${n}`;
      await run({ type: 'ProvisionUser', ...base(id), attributes: { userName: `n${n}@x.example` }, origin: 'scim' });
      if (n % 2 === 0)
        await run({ type: 'ReplaceUser', ...base(id), attributes: { userName: `renamed${n}@x.example`, title: 'Dr' } });
      if (n % 3 === 0) await run({ type: 'PatchUser', ...base(id), operations: [] });
      if (n % 4 === 0) await run({ type: 'DeleteUser', ...base(id) });
    }
    const first = `${companyId}-1`;
    const checked = { users: new Set([first]), groups: new Set<string>() };
    const draft = { displayName: 'Engineers', externalId: null, memberIds: [first] };
    await groups.execute(
      new ChangeGroup({
        type: 'CreateGroup',
        context: contextOf(companyId),
        groupId: 'engineers',
        checked,
        draft,
        origin: 'scim',
      }),
    );
  }
}

const contextOf = (companyId: string) =>
  ({
    companyId,
    commandId: randomUUID(),
    requestId: 'request',
    actor: { kind: 'idp', id: 'okta' },
    tokenId: null,
    now: new Date().toISOString(),
  }) as const;

const engine = await eventStoreEngine();
afterAll(() => engine.stop());

describe(`a migration of the embedded log to ${engine.name}`, () => {
  let folder = '';
  let prefix = '';
  let from: EventStore;
  let to: EventStore;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'migrate-'));
    from = openSqliteEventStore({ file: join(folder, EVENT_STORE_FILE) });
    await fill(from);
    prefix = freshPrefix();
    to = openEventStoreDb({ connectionString: engine.connectionString, claimKey: CLAIM_KEY, prefix });
  });
  afterEach(async () => {
    await Promise.all([from.close(), to.close()]);
    rmSync(folder, { recursive: true });
  });

  const recordsOf = async (log: EventStore): Promise<readonly unknown[]> => {
    const all: unknown[] = [];
    for (let after = 0n; ;) {
      const { records, through } = await log.readLog({ after, limit: 1_000 });
      all.push(...records.map(({ position: _position, companySequence: _sequence, ...kept }) => kept));
      if (through === after) return all;
      after = through;
    }
  };

  /** Records by stream, and the order of those that others depend on: groups' and companies' among all of their company, users' between these. */
  const ordered = async (log: EventStore) => {
    const all = (await recordsOf(log)) as readonly {
      readonly stream: StreamName;
      readonly companyId: string;
      readonly id: string;
    }[];
    const streams = Object.groupBy(all, ({ stream }) => stream);
    const companies = COMPANIES.map((company) => {
      const between: string[][] = [[]];
      for (const { stream, companyId, id } of all) {
        if (companyId !== company) continue;
        if (parseStream(stream).kind === 'user') between.at(-1)?.push(id);
        else between.push([id], []);
      }
      return between.map((ids) => ids.toSorted());
    });
    return { streams, companies };
  };

  it('keeps ids, order, times, causes and claims', async () => {
    const report = await migrateLog({ from, to });
    const expected = await recordsOf(from);
    expect(expected.length).toBeGreaterThan(COMPANIES.length * MEMBERS);
    expect(await ordered(to)).toEqual(await ordered(from));
    expect(report).toMatchObject({ records: expected.length, present: 0 });
    expect((await claimHolder(to, userNameClaims('acme', 'N1@x.example')))?.owner).toBe(userStream('acme', 'acme-1'));
    expect((await claimHolder(to, userNameClaims('acme', 'renamed2@x.example')))?.owner).toBe(
      userStream('acme', 'acme-2'),
    );
    for (const free of ['n2@x.example', 'renamed4@x.example'])
      expect(await claimHolder(to, userNameClaims('acme', free))).toBeNull();
    expect((await claimHolder(to, groupNameClaims('acme', 'ENGINEERS')))?.owner).toBe(groupStream('acme', 'engineers'));
    expect(await to.claimOwner(tokenClaim('globex'))).toBe('globex/company');
  });

  it('goes on where it was cut off, at whatever append', async () => {
    const expected = await recordsOf(from);
    for (let appends = 3; ; appends += 9) {
      let left = appends;
      const cut: EventStore = {
        ...{
          readStream: to.readStream.bind(to),
          readLog: to.readLog.bind(to),
          idAt: to.idAt.bind(to),
          claimOwner: to.claimOwner.bind(to),
          head: to.head.bind(to),
          waitForRecords: to.waitForRecords.bind(to),
          close: to.close.bind(to),
        },
        append: (request) => {
          left -= 1;
          return left < 0 ? Promise.reject(new EventStoreUnavailable('not-done', 'cut off')) : to.append(request);
        },
      };
      const outcome = await migrateLog({ from, to: cut }).catch((error: unknown) => error);
      if (outcome instanceof EventStoreUnavailable) continue;
      expect(outcome).toMatchObject({ records: expected.length });
      break;
    }
    expect(await ordered(to)).toEqual(await ordered(from));
    expect(await migrateLog({ from, to })).toMatchObject({ records: expected.length, present: expected.length });
  });

  it('copies streams side by side, and a name that passes on after it was given up', async () => {
    const { changeUser: users } = provisioning({ store: from, acknowledgements: acknowledgedFromLog(from) });
    for (let n = 0; n < 20; n += 1) {
      const base = {
        userId: `heir-${n}`,
        policy: { applications: [], owners: [], administers: false },
        context: contextOf('acme'),
      };
      await users.execute(
        new ChangeUser({ type: 'ProvisionUser', ...base, attributes: { userName: 'heir@x.example' }, origin: 'scim' }),
      );
      if (n < 19) await users.execute(new ChangeUser({ type: 'DeleteUser', ...base }));
    }
    let [running, most] = [0, 0];
    const watched: EventStore = {
      ...{
        readStream: to.readStream.bind(to),
        readLog: to.readLog.bind(to),
        idAt: to.idAt.bind(to),
        claimOwner: to.claimOwner.bind(to),
        head: to.head.bind(to),
        waitForRecords: to.waitForRecords.bind(to),
        close: to.close.bind(to),
      },
      append: async (request) => {
        running += 1;
        most = Math.max(most, running);
        return to.append(request).finally(() => {
          running -= 1;
        });
      },
    };
    await migrateLog({ from, to: watched });
    expect(await ordered(to)).toEqual(await ordered(from));
    expect([most > 4, most <= APPENDS_AT_ONCE]).toEqual([true, true]);
    expect((await claimHolder(to, userNameClaims('acme', 'heir@x.example')))?.owner).toBe(
      userStream('acme', 'heir-19'),
    );
  });

  it('tells how far it is, to the end', async () => {
    const told: (readonly [number, number])[] = [];
    const { records } = await migrateLog({ from, to, onProgress: (done, total) => void told.push([done, total]) });
    expect(told.at(-1)).toEqual([2 * records, 2 * records]);
  });

  it('gives up the claims that a run which was killed had not given up yet', async () => {
    const few: EventStore = {
      ...{
        readStream: to.readStream.bind(to),
        readLog: to.readLog.bind(to),
        idAt: to.idAt.bind(to),
        claimOwner: to.claimOwner.bind(to),
        head: to.head.bind(to),
        waitForRecords: to.waitForRecords.bind(to),
        close: to.close.bind(to),
      },
      append: (request) => {
        // As a process that is killed after the append.
        const { claims = [], ...rest } = request;
        const isEnding = claims.some(({ action }) => action === 'release');
        return isEnding
          ? to
              .append({ ...rest, claims: claims.filter(({ action }) => action === 'take') })
              .then(() => Promise.reject(new EventStoreUnavailable('unknown', 'killed')))
          : to.append(request);
      },
    };
    await expect(migrateLog({ from, to: few })).rejects.toThrow('killed');
    await migrateLog({ from, to });
    for (const free of ['n0@x.example', 'n2@x.example', 'renamed4@x.example'])
      expect(await to.claimOwner(userNameClaims('acme', free)[0] as Claim)).toBeNull();
  });

  it('refuses a target that holds anything else, and changes nothing there', async () => {
    await registerCompany(to, { companyId: 'initech', token: token('initech') });
    const before = await recordsOf(to);
    await expect(migrateLog({ from, to })).rejects.toThrow(/^The target holds a record that the source does not have/);
    expect(await recordsOf(to)).toEqual(before);
  });

  it('refuses a target that was written to afterwards', async () => {
    await migrateLog({ from, to });
    await registerCompany(to, { companyId: 'initech', token: token('initech') });
    await expect(migrateLog({ from, to })).rejects.toThrow(/written to since the migration\.$/);
  });

  it.each([
    [
      'the same stream',
      userStream('acme', 'acme-1'),
      /acme\/user\/acme-1: the stream is at revision 0 there, so another/,
    ],
    ['another stream', userStream('acme', 'rival'), /acme-1: its userName belongs to acme\/user\/rival there\./],
  ])('says what to do where a service writes to the target meanwhile, to %s', async (_, stream, sentence) => {
    const shared: EventStore = {
      ...{
        readStream: to.readStream.bind(to),
        readLog: to.readLog.bind(to),
        idAt: to.idAt.bind(to),
        claimOwner: to.claimOwner.bind(to),
        head: to.head.bind(to),
        waitForRecords: to.waitForRecords.bind(to),
        close: to.close.bind(to),
      },
      append: async (request) => {
        if (request.stream === userStream('acme', 'acme-1') && request.expected === 'no-stream')
          await to.append({
            ...request,
            stream,
            events: request.events.map(({ event }) => ({ id: randomUUID(), event })),
          });
        return to.append(request);
      },
    };
    await expect(migrateLog({ from, to: shared })).rejects.toThrow(sentence);
  });

  it('is a command that says what it did and what comes next', async () => {
    await from.close();
    const environment = environmentOf({
      eventStoreUrl: engine.connectionString,
      eventStorePrefix: prefix,
      brokers: ['localhost:1'],
      databaseUrl: 'postgres://localhost/none',
      prefix: 'none',
    });
    const ran = await runProgram('operator', ['migrate', '--data', folder], environment);
    expect(ran).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^The log of .* is in the event store, \d+ records in all; .*"operator rebuild"/s),
    });
    const again = await runProgram('operator', ['migrate', '--data', folder, '--json'], environment);
    expect(JSON.parse(again.stdout)).toMatchObject({
      records: expect.any(Number),
      checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const aimless = await runProgram('operator', ['migrate', '--data', folder], { LUCIQ_EVENT_STORE_URL: '' });
    expect(aimless).toMatchObject({ code: 2, stderr: expect.stringContaining('LUCIQ_EVENT_STORE_URL is not set') });
  });
});
