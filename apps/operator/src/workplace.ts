import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { companyDecider } from '@luciq/domain';
import type { Company, CompanyState } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import { EVENT_STORE_FILE, openSqliteEventStore } from '@luciq/event-store/sqlite';
import { companyStream, isCompanyId } from '@luciq/events';
import type { CompanyEvent } from '@luciq/events';
import { StateCache } from '@luciq/provisioning';
import { READ_MODEL_FOLDER, liveGeneration, openReadModel } from '@luciq/read-model/sqlite';
import type { ReadModel } from '@luciq/read-model/sqlite';

/** What every command is told. */
export interface GlobalOptions {
  /** The data folder. */
  readonly data: string;
  readonly company?: string;
  readonly json?: boolean;
}

/** How a command ended, as the exit status of the process. */
export const EXIT = { fine: 0, foundOrFailed: 1, wrongUse: 2 } as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** The command cannot do its work; the message is a sentence for the operator, with the next step. */
export class CannotWork extends Error {
  override readonly name = 'CannotWork';
  constructor(
    message: string,
    readonly exitStatus: ExitStatus = EXIT.foundOrFailed,
  ) {
    super(message);
  }
}

/** A company that the log knows. */
export interface ChosenCompany {
  readonly id: string;
  readonly company: Company;
}

const START_FIRST = 'Start the product once with npm start, or name its folder with --data.';

/** The folder of the read model. */
export const readModelFolder = ({ data }: GlobalOptions): string => join(resolve(data), READ_MODEL_FOLDER);

/** Opens the log, gives it to the work and closes it. Throws CannotWork where there is none, and what the store throws. */
export async function withLog<T>(options: GlobalOptions, mode: 'read' | 'write', work: (store: EventStore) => Promise<T>): Promise<T> {
  const folder = resolve(options.data);
  if (!existsSync(folder)) throw new CannotWork(`There is no data folder ${folder}. ${START_FIRST}`);
  const file = join(folder, EVENT_STORE_FILE);
  if (!existsSync(file)) throw new CannotWork(`There is no event store in ${folder}: the file ${EVENT_STORE_FILE} is missing. ${START_FIRST}`);
  const store = openSqliteEventStore({ file, readOnly: mode === 'read' });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Opens the rows, gives them to the work and closes them. Throws CannotWork where there are none, or those of another build. */
export async function withRows<T>(options: GlobalOptions, work: (rows: ReadModel) => Promise<T>): Promise<T> {
  const folder = readModelFolder(options);
  requireRows(folder);
  const opened = await openReadModel({ folder });
  if (opened.kind === 'outdated') throw outdatedRows(opened.version);
  try {
    return await work(opened.readModel);
  } finally {
    opened.readModel.close();
  }
}

/** Throws CannotWork where no generation of the read model is live. */
export function requireRows(folder: string): void {
  if (!existsSync(folder) || liveGeneration(folder) === null) {
    throw new CannotWork(`There is no read model in ${folder}. Start the product once with npm start, or make it from the log with: operator rebuild.`);
  }
}

/** Rows that this build cannot read. */
export const outdatedRows = (version: number): CannotWork =>
  new CannotWork(`The read model was made by another build (projection version ${version}). Make it anew from the log with: operator rebuild.`);

/** The company that `--company` names, else the only one there is. Throws CannotWork where that is none or several. */
export async function chooseCompany(options: GlobalOptions, store: EventStore): Promise<ChosenCompany> {
  const id = options.company ?? (await onlyCompany(options));
  if (!isCompanyId(id)) throw new CannotWork(`${JSON.stringify(id)} cannot be the id of a company. List them with: operator companies.`);
  const { state } = await new StateCache<CompanyState, CompanyEvent>(store, companyDecider).newest(companyStream(id));
  if (state.kind === 'absent') throw new CannotWork(`There is no company ${id}. List them with: operator companies.`);
  return { id, company: state.company };
}

async function onlyCompany(options: GlobalOptions): Promise<string> {
  const companies = await withRows(options, ({ queries }) => queries.companies());
  const [first, ...others] = companies;
  if (!first) throw new CannotWork('There is no company yet. Start the product once with npm start.');
  if (others.length === 0) return first.companyId;
  const list = companies.map(({ companyId, name }) => `  ${companyId}  ${name ?? ''}`.trimEnd());
  throw new CannotWork(['There are several companies. Name one with --company ID:', ...list].join('\n'), EXIT.wrongUse);
}
