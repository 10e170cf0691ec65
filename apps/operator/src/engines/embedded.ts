import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_STORE_FILE, openSqliteEventStore } from '@luciq/event-store/sqlite';
import { acknowledgedFromLog, GATEWAY_FILE, openSqliteGatewayStore } from '@luciq/gateway-store/embedded';
import { liveGeneration, openReadModel, READ_MODEL_FOLDER, sqliteGenerations } from '@luciq/read-model/sqlite';
import { CannotWork, outdatedRows } from '../ending.ts';
import type { Engines } from './engines.ts';

const START_FIRST = 'Start the product once with npm start, or name its folder with --data.';

/** The files of the standalone product under one data folder. Commands work beside a running service, so that none takes the lock of the folder here. */
export function embeddedEngines(folder: string): Engines {
  const rows = join(folder, READ_MODEL_FOLDER);
  return {
    openLog: async (mode) => {
      if (!existsSync(folder)) throw new CannotWork(`There is no data folder ${folder}. ${START_FIRST}`);
      const file = join(folder, EVENT_STORE_FILE);
      if (!existsSync(file))
        throw new CannotWork(
          `There is no event store in ${folder}: the file ${EVENT_STORE_FILE} is missing. ${START_FIRST}`,
        );
      const store = openSqliteEventStore({ file, readOnly: mode === 'read' });
      return { engine: store, close: () => store.close() };
    },
    openRows: async () => {
      if (!existsSync(rows) || liveGeneration(rows) === null) {
        throw new CannotWork(
          `There is no read model in ${rows}. Start the product once with npm start, or make it from the log with: operator rebuild.`,
        );
      }
      const opened = await openReadModel({ folder: rows });
      if (opened.kind === 'outdated') throw outdatedRows(opened.version);
      const { readModel } = opened;
      return { engine: readModel, close: async () => readModel.close() };
    },
    openGenerations: async () => ({ engine: sqliteGenerations(rows), close: () => Promise.resolve() }),
    openAcknowledgements: async (store) => ({ engine: acknowledgedFromLog(store), close: () => Promise.resolve() }),
    openAccount: async () => {
      const account = openSqliteGatewayStore(join(folder, GATEWAY_FILE));
      return { engine: account, close: async () => account.close() };
    },
    afterRebuild: () => Promise.resolve(),
    logId: () => Promise.resolve(null),
  };
}
