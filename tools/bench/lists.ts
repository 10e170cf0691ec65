import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventRecord } from '@luciq/events';
import { plain, userStream } from '@luciq/events';
import type { Source } from '@luciq/pump';
import type { LiveModel } from '@luciq/read-model';
import { rebuild } from '@luciq/read-model';
import { openPostgresReadModel, postgresGenerations } from '@luciq/read-model/postgres';
import { openReadModel, sqliteGenerations } from '@luciq/read-model/sqlite';
import { parseFilter, parseSort, userResourceType } from '@luciq/scim';
import { freshDatabase, privateEngine } from '@luciq/test-engines';
import type { Row } from './report.ts';
import { step } from './report.ts';

const PAGE = 100;
const WARM_UP = 3;
const REPEATS = 15;
const POSITIONS_APART = 100n;
const LIST_TIMEOUT_MS = 120_000;

/** Users of some companies, who were created in turns. */
interface Population {
  readonly users: number;
  readonly companies: number;
}

/** What was measured of the lists of one company, in milliseconds for each question, and of filling the rows. */
interface ListFigures {
  readonly median: ReadonlyMap<string, number>;
  readonly usersPerSecond: number;
  /** To open the read model and answer the first list. */
  readonly openMs: number;
}

const failure = { initialDelayMs: 1, maxDelayMs: 1, attempts: 1, onExhausted: 'stop' } as const;

const companyOf = (n: number, { companies }: Population): string => `company-${n % companies}`;

function userRecord(n: number, population: Population): EventRecord {
  const companyId = companyOf(n, population);
  const userId = randomUUID();
  const number = Math.floor(n / population.companies);
  return {
    position: BigInt(n + 1) * POSITIONS_APART,
    stream: userStream(companyId, userId),
    revision: 0,
    companyId,
    companySequence: number + 1,
    time: new Date(Date.UTC(2026, 0, 1) + n).toISOString(),
    id: randomUUID(),
    event: {
      type: 'UserProvisioned',
      data: { userId, origin: 'scim' },
      personal: plain({
        userName: `member${number}@example.com`,
        externalId: `00u${number}x`,
        name: { givenName: `Given${number}`, familyName: `Family${number % 9_973}` },
        displayName: `Given${number} Family${number % 9_973}`,
        emails: [{ value: `member${number}@example.com`, type: 'work', primary: true }],
        title: `Engineer ${number % 7}`,
      }),
    },
    cause: { commandId: 'bench', requestId: 'bench', actor: { kind: 'system', id: 'bench' }, tokenId: null },
  };
}

/** A log that is made while it is read, so that it takes no memory. */
function madeLog(population: Population): Source<EventRecord> {
  return {
    read: async ({ after, limit }) => {
      const from = Number(after / POSITIONS_APART);
      const items = Array.from({ length: Math.max(0, Math.min(limit, population.users - from)) }, (_, index) =>
        userRecord(from + index, population),
      );
      return { items, through: items.at(-1)?.position ?? after };
    },
    wait: async () => undefined,
  };
}

/** What identity providers and the console ask, each as a question that few users answer to, whatever the number of users. */
function questions({ queries }: LiveModel, population: Population): ReadonlyMap<string, () => Promise<unknown>> {
  const users = Math.floor(population.users / population.companies);
  const companyId = companyOf(7 % population.companies, population);
  const some = Math.floor(users / 2);
  const listing = { companyId, filter: null, startIndex: 1, count: PAGE, passed: 0n, timeoutMs: LIST_TIMEOUT_MS };
  const list = async (request: Partial<Parameters<typeof queries.listUsers>[0]>): Promise<void> => {
    const page = await queries.listUsers({ ...listing, ...request });
    if (page.kind !== 'page' || page.users.length === 0) throw new Error('a list of the bench is empty');
  };
  const found = new Map<string, () => Promise<unknown>>([
    ['first page', () => list({})],
    ['last page, by index', () => list({ startIndex: users - PAGE + 1 })],
    [
      'last page, by cursor',
      () => list({ after: String(BigInt(population.users - PAGE * population.companies) * POSITIONS_APART) }),
    ],
  ]);
  for (const text of [
    `userName eq "member${some}@example.com"`,
    `externalId eq "00u${some}x"`,
    `displayName eq "given${some} family${some % 9_973}"`,
    `emails.value eq "member${some}@example.com"`,
    `userName sw "member${some}@"`,
    `externalId sw "00u${some}x"`,
    `displayName sw "given${some} "`,
    `emails.value sw "member${some}@"`,
    `userName co "ber${some}@"`,
    `externalId co "0u${some}x"`,
    `displayName co "ven${some} "`,
    `emails.value co "ber${some}@"`,
  ]) {
    const filter = parseFilter(userResourceType, text);
    if (!filter.ok) throw new Error(text);
    const what = text.replace(/".*/, '');
    found.set(what.trim(), () => list({ filter: filter.value }));
  }
  for (const sortBy of ['userName', 'name.familyName'])
    for (const sortOrder of ['ascending', 'descending']) {
      const sort = parseSort(userResourceType, { sortBy, sortOrder });
      if (!sort.ok) throw new Error(sortBy);
      found.set(`sortBy ${sortBy}, ${sortOrder}`, () => list({ sort: sort.value }));
    }
  found.set('search of the console', () =>
    queries.searchUsers({
      companyId,
      passed: 0n,
      timeoutMs: LIST_TIMEOUT_MS,
      count: 20,
      text: `ven${some} ber${some}@`,
    }),
  );
  return found;
}

async function medians(asked: ReadonlyMap<string, () => Promise<unknown>>): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (const [what, ask] of asked) {
    const times: number[] = [];
    for (let run = 0; run < WARM_UP + REPEATS; run += 1) {
      const started = performance.now();
      await ask();
      if (run >= WARM_UP) times.push(performance.now() - started);
    }
    found.set(what, times.toSorted((a, b) => a - b)[Math.floor(REPEATS / 2)] ?? 0);
  }
  return found;
}

async function measured(
  population: Population,
  {
    generations,
    open,
  }: { readonly generations: Parameters<typeof rebuild>[0]['generations']; readonly open: () => Promise<LiveModel> },
): Promise<ListFigures> {
  const source = madeLog(population);
  const started = performance.now();
  await rebuild({ generations, source, head: async () => BigInt(population.users) * POSITIONS_APART, failure });
  const usersPerSecond = population.users / ((performance.now() - started) / 1_000);
  const openedAt = performance.now();
  const model = await open();
  const asked = questions(model, population);
  await asked.get('first page')?.();
  const openMs = performance.now() - openedAt;
  return { median: await medians(asked), usersPerSecond, openMs };
}

/** Measures on rows in SQLite. */
async function listsInSqlite(population: Population): Promise<ListFigures> {
  step(`lists in SQLite, ${population.users} users of ${population.companies} companies`);
  const folder = mkdtempSync(join(tmpdir(), 'luciq-bench-'));
  let close = (): void => undefined;
  try {
    return await measured(population, {
      generations: sqliteGenerations(folder),
      open: async () => {
        const outcome = await openReadModel({ folder });
        if (outcome.kind !== 'ready') throw new Error('the rows are of another version');
        close = () => outcome.readModel.close();
        return outcome.readModel;
      },
    });
  } finally {
    close();
    rmSync(folder, { recursive: true });
  }
}

/** Measures on rows in PostgreSQL, in a database of its own on that server. */
async function listsInPostgres(serverUrl: string, population: Population): Promise<ListFigures> {
  step(`lists in PostgreSQL, ${population.users} users of ${population.companies} companies`);
  const database = await freshDatabase(serverUrl);
  const generations = postgresGenerations({ url: database.url });
  const model = openPostgresReadModel({ url: database.url, statementTimeoutMs: LIST_TIMEOUT_MS });
  try {
    return await measured(population, { generations, open: async () => model });
  } finally {
    await model.close();
    await generations.close();
    await database.drop();
  }
}

/** A company that the large one is compared with, and companies that share the users of the large one. */
const SMALL_COMPANY = 10_000;
const USERS_OF_A_COMPANY = 100;

const MOST_RATIO = 1.5;
const MOST_MS_OF_A_PART = 150;

/** What a list takes against the same list of fewer users, or of one company. A part of a text has a bar of its own, because its index grows. */
function compared(dialect: string, one: ListFigures, other: ListFigures, than: string): readonly Row[] {
  return [...other.median].map(([what, ms]) => {
    const before = one.median.get(what) ?? 0;
    const ratio = ms / before;
    const isPart = / co$|search/.test(what);
    return {
      what: `${dialect}, ${than}: ${what}`,
      figure: `${before.toFixed(1)} ms, ${ms.toFixed(1)} ms`,
      ratio,
      bar: isPart ? `under ${MOST_MS_OF_A_PART} ms` : `at most ${MOST_RATIO}`,
      met: isPart ? ms < MOST_MS_OF_A_PART : ratio <= MOST_RATIO,
    };
  });
}

/** Measures lists of SMALL_COMPANY users, of so many users, and of so many in small companies; in PostgreSQL too where it can be started. */
export async function listRows(users: number): Promise<readonly Row[]> {
  const postgres = await privateEngine('postgres');
  const rows: Row[] = [];
  const dialects = new Map<string, (population: Population) => Promise<ListFigures>>([['SQLite', listsInSqlite]]);
  if (postgres) dialects.set('PostgreSQL', (population) => listsInPostgres(postgres.engine.url, population));
  try {
    for (const [dialect, measure] of dialects) {
      const small = await measure({ users: SMALL_COMPANY, companies: 1 });
      const large = await measure({ users, companies: 1 });
      const many = await measure({ users, companies: Math.ceil(users / USERS_OF_A_COMPANY) });
      rows.push(
        ...compared(dialect, small, large, `${SMALL_COMPANY} users and ${users}`),
        ...compared(dialect, large, many, `${users} users in one company and in companies of ${USERS_OF_A_COMPANY}`),
        {
          what: `${dialect}: rebuild at ${users} users, in one company and in companies of ${USERS_OF_A_COMPANY}`,
          figure: `${Math.round(large.usersPerSecond)}/s, ${Math.round(many.usersPerSecond)}/s`,
          ratio: large.usersPerSecond / many.usersPerSecond,
          bar: `at most ${MOST_RATIO}`,
          met: large.usersPerSecond / many.usersPerSecond <= MOST_RATIO,
        },
        {
          what: `${dialect}: opened and the first list answered at ${users} users, in one company and in companies of ${USERS_OF_A_COMPANY}`,
          figure: `${large.openMs.toFixed(0)} ms, ${many.openMs.toFixed(0)} ms`,
          ratio: many.openMs / large.openMs,
        },
      );
    }
  } finally {
    await postgres?.close();
  }
  return rows;
}
