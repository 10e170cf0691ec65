import { afterAll, jest } from '@jest/globals';
import type { ServerVersion } from '@luciq/test-engines/eventstoredb';
import { EventStoreDbDouble, eventStoreEngine, freshPrefix } from '@luciq/test-engines/eventstoredb';
import type { ContractEngine } from '../contract/index.ts';
import { eventStoreContract } from '../contract/index.ts';
import type { EventStore } from '../port.ts';
import type { EventStoreDbOptions } from './index.ts';
import { openEventStoreDb } from './index.ts';

/** `npm run soak` runs each case more often, with commits of up to 3 s. */
const ROUNDS = Number(process.env['CONTRACT_ROUNDS'] || 1);
const LONGEST_COMMIT_MS = process.env['CONTRACT_ROUNDS'] ? 3_000 : 100;

/** A request may meet several such commits, one after the other, beside many others, and be within its time. */
const PATIENT = { appendTimeoutMs: 60_000, readTimeoutMs: 60_000 };

const ROUND_MS = 60_000;

/** Every log is one of its own on the server at that address, by its prefix. */
const contractEngine = (
  connectionString: string,
  timeouts: Pick<EventStoreDbOptions, 'appendTimeoutMs' | 'readTimeoutMs'> = {},
): ContractEngine => ({
  open: async () => {
    const prefix = freshPrefix();
    const stores: EventStore[] = [];
    const another = async () => {
      const claimKey = 'a key for the contract of the store';
      const store = openEventStoreDb({ connectionString, claimKey, prefix, ...timeouts });
      stores.push(store);
      return store;
    };
    const closeAll = async () => {
      for (const store of stores) await store.close();
    };
    return {
      store: await another(),
      another,
      reopen: async () => {
        await closeAll();
        return another();
      },
      dispose: closeAll,
    };
  },
});

const engine = await eventStoreEngine();
afterAll(() => engine.stop());
eventStoreContract(engine.name, contractEngine(engine.connectionString));

jest.setTimeout(ROUND_MS * ROUNDS);

/** A double for each round, so that none of them reads what others wrote. A fifth of the commits takes time, any up to the longest. */
const slowEngine = (plays: ServerVersion): ContractEngine => ({
  rounds: ROUNDS,
  open: async () => {
    const double = await EventStoreDbDouble.start({ plays });
    double.commits.ms = () => (Math.random() < 0.2 ? Math.random() * LONGEST_COMMIT_MS : 0);
    const log = await contractEngine(double.connectionString, PATIENT).open();
    return {
      ...log,
      dispose: async () => {
        await log.dispose();
        await double.stop();
      },
    };
  },
});

for (const plays of ['23.10', '24.2'] as const)
  eventStoreContract(`EventStoreDB (its double, playing ${plays}, with slow commits)`, slowEngine(plays));
