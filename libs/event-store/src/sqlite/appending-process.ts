import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { plain, userStream } from '@luciq/events';
import { openSqliteEventStore } from './index.ts';

/**
 * A process for tests: appends to the file of its first argument, several appends at a time, and prints the ids of each
 * once it is acknowledged. Stops after as many appends as its second argument says, or when it is killed.
 */
const [file = '', appends = 'Infinity'] = process.argv.slice(2);
const APPENDS_AT_ONCE = 5;
const store = openSqliteEventStore({ file });

for (let done = 0; done < Number(appends); done += APPENDS_AT_ONCE) {
  const round = Array.from({ length: APPENDS_AT_ONCE }, async () => {
    const userId = randomUUID();
    const outcome = await store.append({
      stream: userStream('acme', userId),
      expected: 'no-stream',
      time: '2026-03-01T10:20:30.456Z',
      cause: { commandId: userId, requestId: userId, actor: { kind: 'system', id: 'test' }, tokenId: null },
      claims: [{ action: 'take', claim: { scope: 'acme', kind: 'userName', value: userId } }],
      events: [
        {
          id: randomUUID(),
          event: { type: 'UserProvisioned', data: { userId, origin: 'scim' }, personal: plain({ userName: userId }) },
        },
        { id: randomUUID(), event: { type: 'UserDeactivated', data: { userId } } },
      ],
    });
    if (outcome.kind === 'appended') writeSync(1, `${outcome.records.map(({ id }) => id).join('\n')}\n`);
  });
  await Promise.all(round);
}
await store.close();
