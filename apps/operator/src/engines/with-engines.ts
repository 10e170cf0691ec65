import type { Company } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import { isCompanyId } from '@luciq/events';
import type { AccountStore } from '@luciq/gateway-store';
import type { Provisioning, Reads } from '@luciq/provisioning';
import { provisioning } from '@luciq/provisioning';
import type { Generations, LiveModel } from '@luciq/read-model';
import { GenerationOfOtherBuild } from '@luciq/read-model';
import { CannotWork, EXIT, outdatedRows } from '../ending.ts';
import { readable } from '../output.ts';
import { embeddedEngines } from './embedded.ts';
import type { Engines, Opened } from './engines.ts';
import { servicesEngines } from './services.ts';

/** What every command is told. */
export interface GlobalOptions {
  /** The data folder, where one was named. */
  readonly data?: string;
  readonly company?: string;
  readonly json?: boolean;
}

/** The data folder that commands work on where nothing else is said. */
export const defaultFolder = (): string => process.env['LUCIQ_DATA_DIR'] || './data';

const enginesOf = ({ data }: GlobalOptions): Engines =>
  data === undefined && process.env['LUCIQ_EVENT_STORE_URL']
    ? servicesEngines(process.env)
    : embeddedEngines(data ?? defaultFolder());

async function using<Engine, T>(opening: Promise<Opened<Engine>>, work: (engine: Engine) => Promise<T>): Promise<T> {
  const { engine, close } = await opening;
  try {
    return await work(engine);
  } finally {
    await close();
  }
}

/** Opens the log, gives it to the work and closes it. Throws CannotWork where there is none, and what the store throws. */
export function withLog<T>(
  options: GlobalOptions,
  mode: 'read' | 'write',
  work: (store: EventStore) => Promise<T>,
): Promise<T> {
  return using(enginesOf(options).openLog(mode), work);
}

/** Opens the log for writing, and where its writes are acknowledged. */
export function withWrites<T>(options: GlobalOptions, work: (write: Provisioning) => Promise<T>): Promise<T> {
  const place = enginesOf(options);
  return using(place.openLog('write'), (store) =>
    using(place.openAcknowledgements(store), (acknowledgements) => work(provisioning({ store, acknowledgements }))),
  );
}

/** What a command that audits a company works on. */
export interface AuditEngines {
  readonly store: EventStore;
  readonly account: Pick<AccountStore, 'security'>;
  /** Null where there are none. */
  readonly rows: LiveModel | null;
}

/** How long to wait for rows of what the log holds already, in milliseconds: a running service writes them at once. */
export const ROWS_TIMEOUT_MS = 3_000;

/** Opens the log for reading, and what gateways keep of sign-ins. */
export function withAccount<T>(
  options: GlobalOptions,
  work: (engines: Omit<AuditEngines, 'rows'>) => Promise<T>,
): Promise<T> {
  const place = enginesOf(options);
  return using(place.openLog('read'), (store) => using(place.openAccount(), (account) => work({ store, account })));
}

/** As withAccount, with the rows where there are some of this build; they may be behind the log. */
export function withAudit<T>(options: GlobalOptions, work: (engines: AuditEngines) => Promise<T>): Promise<T> {
  return withAccount(options, async (engines) => {
    const opened = await enginesOf(options)
      .openRows()
      .catch((error: unknown) => {
        if (error instanceof CannotWork || error instanceof GenerationOfOtherBuild) return null;
        throw error;
      });
    try {
      return await work({ ...engines, rows: opened?.engine ?? null });
    } finally {
      await opened?.close();
    }
  });
}

/** Opens the rows, gives them to the work and closes them. Throws CannotWork where there are none, or those of another build. */
export async function withRows<T>(options: GlobalOptions, work: (rows: LiveModel) => Promise<T>): Promise<T> {
  try {
    return await using(enginesOf(options).openRows(), work);
  } catch (error) {
    throw error instanceof GenerationOfOtherBuild ? outdatedRows(error.version) : error;
  }
}

/** What a command that folds the log works on. */
export interface FoldEngines {
  readonly store: EventStore;
  readonly generations: Generations;
  readonly logId: string | null;
  /** Lets gateways trust rows that were just made anew from the whole log. */
  readonly afterRebuild: () => Promise<void>;
}

/** Opens the log and the generations of its rows. */
export function withGenerations<T>(options: GlobalOptions, work: (engines: FoldEngines) => Promise<T>): Promise<T> {
  const place = enginesOf(options);
  return using(place.openLog('read'), async (store) => {
    const logId = await place.logId();
    return using(place.openGenerations(logId), (generations) =>
      work({ store, generations, logId, afterRebuild: () => place.afterRebuild(store) }),
    );
  });
}

/** The company that `--company` names, else the only one there is. Throws CannotWork where that is none or several. */
export async function chooseCompany(options: GlobalOptions, { companies }: Pick<Reads, 'companies'>): Promise<Company> {
  const id = options.company ?? (await onlyCompany(options));
  if (!isCompanyId(id))
    throw new CannotWork(`${JSON.stringify(id)} cannot be the id of a company. List them with: operator companies.`);
  const { state } = await companies.read(id, 0);
  if (state.kind === 'absent') throw new CannotWork(`There is no company ${id}. List them with: operator companies.`);
  return state.company;
}

async function onlyCompany(options: GlobalOptions): Promise<string> {
  const companies = await withRows(options, ({ queries }) => queries.companies());
  const [first, ...others] = companies;
  if (!first)
    throw new CannotWork(
      'There is no company yet. Start the product once with npm start, or register one with: operator register.',
    );
  if (others.length === 0) return first.companyId;
  const list = companies.map(({ companyId, name }) => `  ${companyId}  ${readable(name ?? '')}`.trimEnd());
  throw new CannotWork(['There are several companies. Name one with --company ID:', ...list].join('\n'), EXIT.wrongUse);
}
