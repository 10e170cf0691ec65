import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { openSqliteEventStore } from '@luciq/event-store/sqlite';
import { userStream } from '@luciq/events';
import { acknowledgedFromLog } from '@luciq/gateway-store/embedded';
import { provisioning } from '../provisioning.ts';
import { ChangeUser } from './change-user.ts';

const folder = mkdtempSync(join(tmpdir(), 'change-user-'));
const store = openSqliteEventStore({ file: join(folder, 'log.sqlite') });
const reads: string[] = [];
const { changeUser } = provisioning({
  store: {
    ...store,
    readStream: (stream, after) => {
      reads.push(stream);
      return store.readStream(stream, after);
    },
    claimOwner: (claim) => store.claimOwner(claim),
    append: (request) => store.append(request),
  },
  acknowledgements: acknowledgedFromLog(store),
});

afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

it('The stream of the one who holds the name is read once by a create that is repeated', async () => {
  const context = () =>
    ({
      companyId: 'acme',
      commandId: randomUUID(),
      requestId: 'r',
      actor: { kind: 'idp', id: 't1' },
      tokenId: 't1',
      now: '2026-03-01T10:20:30.456Z',
    }) as const;
  const create = async (userId: string): Promise<string> => {
    reads.length = 0;
    const policy = { applications: [], owners: [], administers: false };
    const outcome = await changeUser.execute(
      new ChangeUser({
        type: 'ProvisionUser',
        context: context(),
        userId,
        policy,
        attributes: { userName: 'ann@acme.example' },
        origin: 'scim',
      }),
    );
    return outcome.kind === 'refused' ? outcome.refusal.kind : outcome.kind;
  };
  expect(await create('u1')).toBe('done');
  expect(await create('u2')).toBe('user-name-taken');
  expect(reads).toEqual([userStream('acme', 'u1')]);
});
