import { counted } from '@luciq/events';
import type { ParkedCompany } from '@luciq/read-model';
import type { ExitStatus } from '../../ending.ts';
import { CannotWork, EXIT } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { withLog, withRows } from '../../engines/with-engines.ts';
import { print, printJson, printTable } from '../../output.ts';

/** Prints the companies whose records wait for an operator. */
export function listParked(options: GlobalOptions): Promise<ExitStatus> {
  return withRows(options, async (rows) => {
    const parked = await rows.parked.list();
    if (options.json) {
      printJson(parked);
      return EXIT.fine;
    }
    if (parked.length === 0) {
      print('No company is parked.');
      return EXIT.fine;
    }
    printTable(
      ['company', 'since', 'tries', 'why'],
      parked.map(({ companyId, parkedAt, attempts, reason }) => [companyId, parkedAt, String(attempts), reason]),
    );
    print('Mend the cause, then let each go on with: operator parked resume --company <id>');
    return EXIT.fine;
  });
}

const required = ({ company }: GlobalOptions): string => {
  if (company === undefined)
    throw new CannotWork(
      'Name the company with --company <id>. List the parked ones with: operator parked list',
      EXIT.wrongUse,
    );
  return company;
};

const notParked = (companyId: string): CannotWork =>
  new CannotWork(`Company ${companyId} is not parked. List the parked ones with: operator parked list`);

/** Prints everything that is known of one parked company. */
export function showParked(options: GlobalOptions): Promise<ExitStatus> {
  const companyId = required(options);
  return withRows(options, async (rows) => {
    const parked = await rows.parked.inspect(companyId);
    if (!parked) throw notParked(companyId);
    if (options.json) printJson(parked);
    else printTable(['what', 'value'], facts(parked));
    return EXIT.fine;
  });
}

const facts = ({
  companyId,
  source,
  position,
  sequence,
  eventId,
  reason,
  attempts,
  parkedAt,
  appliedPosition,
}: ParkedCompany): readonly (readonly string[])[] => [
  ['company', companyId],
  ['parked since', parkedAt],
  ['why', reason],
  ['refused event', eventId ?? 'unreadable'],
  ['its company sequence', sequence === null ? 'unknown' : String(sequence)],
  ['it came from', `${source}, position ${position}`],
  ['tries', String(attempts)],
  ['rows show the log up to', String(appliedPosition)],
];

/** Rereads a parked company from the log and lets it go on. */
export function resumeParked(options: GlobalOptions): Promise<ExitStatus> {
  const companyId = required(options);
  return withLog(options, 'read', (store) =>
    withRows(options, async (rows) => {
      const outcome = await rows.parked.resume({ companyId, log: store });
      if (outcome.kind === 'not-parked') throw notParked(companyId);
      if (options.json) printJson({ company: companyId, ...outcome });
      else if (outcome.kind === 'resumed')
        print(
          `Company ${companyId} goes on: ${counted(outcome.records, 'record was', 'records were')} applied from the log, up to position ${outcome.position}.`,
        );
      else print(`Company ${companyId} stays parked after ${counted(outcome.records, 'record')}: ${outcome.reason}`);
      return outcome.kind === 'resumed' ? EXIT.fine : EXIT.foundOrFailed;
    }),
  );
}
