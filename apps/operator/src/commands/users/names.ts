import type { StreamName } from '@luciq/events';
import { parseStream } from '@luciq/events';
import type { NameReport } from '@luciq/provisioning';
import { checkNames, claimNames } from '@luciq/provisioning';
import { operatorName } from '../../command-context.ts';
import type { ExitStatus } from '../../ending.ts';
import { EXIT } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { withLog } from '../../engines/with-engines.ts';
import { print, printJson, printTable } from '../../output.ts';

const enginesOf = (stream: StreamName): readonly [company: string, kind: string, id: string] => {
  const { companyId, kind, id } = parseStream(stream);
  return [companyId, kind, id];
};

function printReport({ odd, unclaimed, collisions }: NameReport, isClaimed: boolean): void {
  print(
    `Names that are compared in another form than lower case: ${odd}. ${isClaimed ? 'Claimed now' : 'Not yet claimed'} in that form: ${unclaimed.length}.`,
  );
  if (collisions.length === 0) {
    print('No two of them are the same name.');
    return;
  }
  print(
    'These are the same name as that of another, who is found by every other spelling of it. Both go on working; rename one at the identity provider:',
  );
  printTable(
    ['company', 'what', 'id', 'name', 'same as id'],
    collisions.map(({ stream, name, holder }) => [...enginesOf(stream), name, enginesOf(holder)[2]]),
  );
}

const ending = ({ collisions }: NameReport): ExitStatus => (collisions.length > 0 ? EXIT.foundOrFailed : EXIT.fine);

/** Prints which names are unusual, and which of them two have. Changes nothing. */
export function checkAllNames(options: GlobalOptions): Promise<ExitStatus> {
  return withLog(options, 'read', async (store) => {
    const report = await checkNames(store);
    if (options.json) printJson(report);
    else printReport(report, false);
    return ending(report);
  });
}

/** Claims unusual names of former builds, and prints which two have. */
export function claimAllNames(options: GlobalOptions): Promise<ExitStatus> {
  return withLog(options, 'write', async (store) => {
    const report = await claimNames(store, { kind: 'operator', id: operatorName() });
    if (options.json) printJson(report);
    else printReport(report, true);
    return ending(report);
  });
}
