import { afterAll } from '@jest/globals';
import { eventStoreEngine, freshPrefix } from '@luciq/test-engines/eventstoredb';
import { eventStoreContract } from '../contract/index.ts';
import type { EventStore } from '../port.ts';
import { openEventStoreDb } from './index.ts';

const engine = await eventStoreEngine();
afterAll(() => engine.stop());

eventStoreContract(engine.name, {
  async open() {
    const prefix = freshPrefix();
    const stores: EventStore[] = [];
    const another = async () => {
      const store = openEventStoreDb({
        connectionString: engine.connectionString,
        claimKey: 'a key for the contract of the store',
        prefix,
      });
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
