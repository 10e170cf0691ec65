import { writeFileSync } from 'node:fs';
import { counted } from '@luciq/events';
import { commandContexts } from '../../command-context.ts';
import type { ExitStatus } from '../../ending.ts';
import { CannotWork, EXIT } from '../../ending.ts';
import type { GlobalOptions } from '../../engines/with-engines.ts';
import { chooseCompany, withWrites } from '../../engines/with-engines.ts';
import type { FileFormat } from '../../member-file/member-file.ts';
import { openMemberFile } from '../../member-file/member-file.ts';
import { countLines } from '../../member-file/text-lines.ts';
import { MemberFileUnusable } from '../../member-file/unusable.ts';
import { print, printJson, printTable, progressBar } from '../../output.ts';
import type { CheckReport } from './check-import.ts';
import { checkMembers } from './check-import.ts';
import type { ImportReport } from './import.ts';
import { importMembers } from './import.ts';

/** What an import is told besides its file. */
export interface ImportGiven {
  readonly anyUserName?: boolean;
  /** Says what would be done, and does nothing. */
  readonly check?: boolean;
  /** A file for the report, as JSON. */
  readonly report?: string;
}

/** Brings members in and prints what became of the lines, or what would; `foundOrFailed` if one of them was bad. */
export function importFile(
  options: GlobalOptions,
  file: string,
  { anyUserName = false, check = false, report: reportFile }: ImportGiven,
): Promise<ExitStatus> {
  return withWrites(options, async (write) => {
    const company = await chooseCompany(options, write);
    const target = { company, write, reads: write, context: commandContexts(company.id), anyUserName };
    const { format, members } = await openMemberFile(file).catch((error: unknown) => {
      if (error instanceof MemberFileUnusable) throw error;
      throw new CannotWork(
        `The file ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      );
    });
    const total = await countLines(file);
    const progress = progressBar(check ? 'Checking' : 'Importing');
    const reach = (line: number): void => progress.update(line, total);
    const done = check ? checkMembers(target, members, reach) : importMembers(target, members, reach);
    const report = await done.finally(() => progress.end());
    const whole = { company: company.id, ...report, format };
    if (reportFile !== undefined) writeReport(reportFile, whole);
    if (options.json) printJson(whole);
    else if ('differing' in report) printCheck(company.id, { ...report, format });
    else printReport(company.id, { ...report, format });
    return report.bad.length === 0 ? EXIT.fine : EXIT.foundOrFailed;
  });
}

function writeReport(file: string, report: object): void {
  try {
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`, { mode: 0o600 });
  } catch (error) {
    throw new CannotWork(
      `The report cannot be written to ${file}: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

const formatWords = ({ encoding, separator }: FileFormat): string =>
  `The file was read as ${separator === null ? 'JSON Lines' : `CSV, its columns separated by ${separator}s`}, in ${encoding}.`;

function printBad(bad: ImportReport['bad'], next: string): void {
  if (bad.length === 0) return;
  printTable(
    ['line', 'what is wrong with it'],
    bad.map(({ line, reason }) => [String(line), reason]),
  );
  print(`Mend ${bad.length === 1 ? 'this line' : 'these lines'} and ${next}`);
}

function printReport(company: string, report: ImportReport & { readonly format: FileFormat }): void {
  const { added, present, owners, bad, format } = report;
  print(formatWords(format));
  const found = [
    `${counted(added, 'member')} added to ${company}`,
    counted(present, 'was there already', 'were there already'),
    counted(owners, 'became an owner', 'became owners'),
    counted(bad.length, 'line is bad', 'lines are bad'),
  ];
  print(`${found.join(', ')}.`);
  printBad(bad, 'run the file again: the members who are in are not added twice.');
}

function printCheck(company: string, report: CheckReport & { readonly format: FileFormat }): void {
  const { added, present, differing, bad, format } = report;
  print(formatWords(format));
  const found = [
    `${counted(added, 'member')} would be added to ${company}`,
    `${counted(present, 'is', 'are')} there already, of whom ${counted(differing.length, 'differs', 'differ')} from the file`,
    counted(bad.length, 'line is bad', 'lines are bad'),
  ];
  print(`${found.join(', ')}. Nothing was changed.`);
  if (differing.length > 0)
    printTable(
      ['line', 'member', 'attribute', 'has', 'in the file'],
      differing.flatMap(({ line, userName, differences }) =>
        differences.map(({ attribute, member, file }) => [
          String(line),
          userName,
          attribute,
          member === null ? '' : JSON.stringify(member),
          JSON.stringify(file),
        ]),
      ),
    );
  printBad(bad, 'check the file again.');
}
