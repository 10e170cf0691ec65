import { counted } from '@luciq/events';
import type { FailurePolicy } from '@luciq/pump';
import { logSource } from '@luciq/pump';
import type { Difference, FoldOptions, RowLag } from '@luciq/read-model';
import { rebuild, verify } from '@luciq/read-model';
import type { ExitStatus } from '../../ending.ts';
import { CannotWork, EXIT, outdatedRows } from '../../ending.ts';
import type { FoldEngines, GlobalOptions } from '../../engines/with-engines.ts';
import { withGenerations } from '../../engines/with-engines.ts';
import type { Progress } from '../../output.ts';
import { print, printJson, printTable, progressBar } from '../../output.ts';
import { checkLog } from './check-log.ts';

/** Another process may be writing: a batch is tried again for some seconds before the command gives up. */
const FOLD_FAILURE: FailurePolicy = {
  initialDelayMs: 50,
  maxDelayMs: 2_000,
  attempts: 10,
  onExhausted: 'stop',
  parkAfter: 3,
};

const foldOptions = ({ store, generations, logId }: FoldEngines, progress: Progress): FoldOptions => ({
  generations,
  source: logSource(store),
  head: () => store.head(),
  logId,
  failure: FOLD_FAILURE,
  onProgress: ({ position, head }) => progress.update(Number(position), Number(head)),
});

async function watched<T>(what: string, work: (progress: Progress) => Promise<T>): Promise<T> {
  const progress = progressBar(what);
  try {
    return await work(progress);
  } finally {
    progress.end();
  }
}

function printDifferences(differing: number, differences: readonly Difference[]): void {
  printTable(
    ['table', 'key', 'row is', 'columns'],
    differences.map(({ table, key, kind, columns }) => [table, key, kind, columns.join(', ')]),
  );
  if (differing > differences.length) print(`… and ${(differing - differences.length).toLocaleString('en')} more.`);
}

/** Makes the rows anew from the log, switches to them and prints what that changed. */
export function rebuildRows(
  options: GlobalOptions,
  { topicFromStart = false }: { readonly topicFromStart?: boolean } = {},
): Promise<ExitStatus> {
  return withGenerations(options, async (engines) => {
    const outcome = await watched('Rebuilding', (progress) =>
      rebuild({ ...foldOptions(engines, progress), topicFromStart }),
    );
    if (outcome.kind === 'overtaken')
      throw new CannotWork(
        `Another rebuild has switched to generation ${outcome.live} meanwhile; this one changed nothing.`,
      );
    await engines.afterRebuild();
    const { generation, position, comparison } = outcome;
    if (options.json) {
      printJson({ generation, position, comparison });
      return EXIT.fine;
    }
    print(`Generation ${generation} of the read model is live, with everything up to position ${position} of the log.`);
    if (!comparison) {
      print('There were no rows of this build and log to compare it with.');
      return EXIT.fine;
    }
    printTable(
      ['rows', `checksum at position ${comparison.position}`],
      [
        ['old', comparison.live],
        ['new', comparison.folded],
      ],
    );
    print(
      comparison.differing === 0
        ? 'The old rows were right.'
        : `${counted(comparison.differing, 'old row was', 'old rows were')} wrong; the new ones are right:`,
    );
    if (comparison.differing > 0) printDifferences(comparison.differing, comparison.differences);
    return EXIT.fine;
  });
}

/** Rows that have been behind for longer than this count as wrong, in seconds, unless another number is given. */
export const MAX_LAG_SECONDS = 60;

const isLate = ({ since }: RowLag, maxLagSeconds: number): boolean =>
  since !== null && Date.now() - Date.parse(since) > maxLagSeconds * 1_000;

function printLag({ records, since }: RowLag, late: boolean): void {
  if (since === null) return;
  print(
    `The rows are ${counted(records, 'record')} behind the log, the first of them from ${since}.${late ? ' See why the projector does not go on.' : ''}`,
  );
}

/**
 * Checks every record of the log, compares the live rows with it and prints which differ and how far they are behind; `foundOrFailed` if any differs, or is
 * behind for longer than it may be. Throws DamagedLog for a log that is not what was written.
 */
export function verifyRows(
  options: GlobalOptions,
  { maxLag = MAX_LAG_SECONDS }: { readonly maxLag?: number } = {},
): Promise<ExitStatus> {
  return withGenerations(options, async (engines) => {
    const head = Number(await engines.store.head());
    const records = await watched('Checking the log', (progress) =>
      checkLog(engines.store, (position) => progress.update(Number(position), head)),
    );
    const generation = (await engines.generations.live())?.number ?? null;
    const outcome = await watched('Verifying', (progress) => verify(foldOptions(engines, progress)));
    if (outcome.kind === 'outdated') throw outdatedRows(outcome.version);
    const { comparison, behind } = outcome;
    const { position, live, folded, differing, differences } = comparison;
    const late = isLate(behind, maxLag);
    const isClean = live === folded && !late;
    if (options.json) {
      printJson({ clean: isClean, generation, records, behind, ...comparison });
    } else {
      printTable(
        ['rows', `checksum at position ${position}`],
        [
          ['read model', live],
          ['folded from the log', folded],
        ],
      );
      print(`The log is whole: ${counted(records, 'record')}, each as it was written.`);
      if (live === folded) {
        print(`The read model says what the log says, up to position ${position}.`);
      } else {
        print(
          `${counted(differing, 'row of the read model differs', 'rows of the read model differ')} from the log. Mend them with: operator rebuild.`,
        );
        printDifferences(differing, differences);
      }
      printLag(behind, late);
    }
    return isClean ? EXIT.fine : EXIT.foundOrFailed;
  });
}
