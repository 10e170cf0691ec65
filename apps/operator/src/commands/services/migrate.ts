import { lockDataFolder } from '@luciq/event-store/sqlite';
import { counted } from '@luciq/events';
import type { ExitStatus } from '../../ending.ts';
import { CannotWork, EXIT } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { defaultFolder, withLog } from '../../engines/with-engines.ts';
import { migrateLog } from '../../migration/migrate-log.ts';
import { print, printJson, progressBar } from '../../output.ts';

/** Carries the log of a data folder to the event store that the services use, and prints what was carried. */
export function migrate(options: GlobalOptions): Promise<ExitStatus> {
  if (!process.env['LUCIQ_EVENT_STORE_URL'])
    throw new CannotWork('LUCIQ_EVENT_STORE_URL is not set: it names the event store to migrate to.', EXIT.wrongUse);
  const { data = defaultFolder(), ...rest } = options;
  return withLog({ ...rest, data }, 'read', async (from) => {
    // What a service writes meanwhile would be left behind.
    const lock = lockDataFolder(data);
    return withLog(rest, 'write', async (to) => {
      const progress = progressBar('Migrating');
      const report = await migrateLog({ from, to, onProgress: (done, total) => progress.update(done, total) }).finally(
        () => progress.end(),
      );
      if (options.json) {
        printJson({ from: data, ...report });
        return EXIT.fine;
      }
      const { records, present, checksum } = report;
      print(
        `The log of ${data} is in the event store, ${counted(records, 'record')} in all; ${counted(present, 'was', 'were')} there before. Both logs have the checksum`,
        checksum,
        'Next: make the rows of the services from it with "operator rebuild", claim unusual names with "operator names claim", then start them. Leave the data folder as it is until then.',
      );
      return EXIT.fine;
    }).finally(() => lock.release());
  });
}
