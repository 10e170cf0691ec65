import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { EventRecord } from '@luciq/events';
import { userStream } from '@luciq/events';
import { plain } from '@luciq/events';
import { partitionSource, USER_COLUMNS } from '@luciq/read-model';
import { openPostgresReadModel } from '@luciq/read-model/postgres';
import { freshDatabase } from '@luciq/test-engines';

/** What a projector reached on PostgreSQL, and what the same rows take as bare multi-row inserts. */
export interface ProjectorFigures {
  readonly batch: number;
  readonly recordsPerSecond: number;
  readonly insertsPerSecond: number;
  /** Time of the bare inserts by time of the projector. */
  readonly ratio: number;
}

const COMPANIES = 20;

/** New members of some companies, as a provider pushes them. */
function records(count: number): readonly EventRecord[] {
  return Array.from({ length: count }, (_, n) => {
    const companyId = `company-${n % COMPANIES}`;
    const userId = randomUUID();
    return {
      position: BigInt(n + 1) * 100n,
      stream: userStream(companyId, userId),
      revision: 0,
      companyId,
      companySequence: Math.floor(n / COMPANIES) + 1,
      time: new Date(Date.UTC(2026, 0, 1) + n).toISOString(),
      id: randomUUID(),
      event: {
        type: 'UserProvisioned',
        data: { userId, origin: 'scim' },
        personal: plain({
          userName: `member${n}@example.com`,
          externalId: `00u${n}`,
          name: { givenName: `Given${n}`, familyName: `Family${n}` },
          displayName: `Given${n} Family${n}`,
          emails: [{ value: `member${n}@example.com`, type: 'work', primary: true }],
          title: 'Engineer',
          roles: [{ value: 'viewer' }],
        }),
      },
      cause: { commandId: 'bench', requestId: 'bench', actor: { kind: 'system', id: 'bench' }, tokenId: null },
    };
  });
}

/** Seconds that the rows of a generation take as multi-row inserts, so many a transaction, into a table with the same indexes. */
async function bareInserts(url: string, schema: string, batch: number): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(
    `select ${USER_COLUMNS.join(', ')} from ${schema}.users order by created_position`,
  );
  await client.query(`create schema bare; create table bare.users (like ${schema}.users including all)`);
  const statementFor = (count: number): string => {
    const row = (at: number): string =>
      `(${USER_COLUMNS.map((_, column) => `$${at * USER_COLUMNS.length + column + 1}`).join(', ')})`;
    return `insert into bare.users (${USER_COLUMNS.join(', ')}) values ${Array.from({ length: count }, (_, at) => row(at)).join(', ')}`;
  };
  const full = statementFor(batch);
  const started = performance.now();
  for (let at = 0; at < rows.length; at += batch) {
    const some = rows.slice(at, at + batch);
    await client.query('begin');
    await client.query(
      some.length === batch ? full : statementFor(some.length),
      some.flatMap((row) => USER_COLUMNS.map((column) => row[column])),
    );
    await client.query('commit');
  }
  const seconds = (performance.now() - started) / 1_000;
  await client.end();
  return seconds;
}

/** Projects new members into PostgreSQL batch by batch, the way the service does, and inserts the same rows barely. */
export async function measureProjector(
  serverUrl: string,
  { members, batch }: { readonly members: number; readonly batch: number },
): Promise<ProjectorFigures> {
  const database = await freshDatabase(serverUrl);
  const model = openPostgresReadModel({ url: database.url });
  try {
    const generation = await model.generation();
    const items = records(members).map((record, index) => ({
      position: BigInt(index + 1),
      message: { kind: 'record' as const, record, logId: 'bench' },
    }));
    const sink = model.partitionSink(0);
    const started = performance.now();
    for (let at = 0; at < items.length; at += batch) {
      const some = items.slice(at, at + batch);
      await sink.checkpoint();
      await sink.write(some, some.at(-1)?.position ?? 0n);
    }
    const seconds = (performance.now() - started) / 1_000;
    const bare = await bareInserts(database.url, `luciq_rows_${generation}`, batch);
    const source = partitionSource(0);
    if ((await sink.checkpoint()) !== BigInt(members))
      throw new Error(`the checkpoint ${source} is not at the last record`);
    return { batch, recordsPerSecond: members / seconds, insertsPerSecond: members / bare, ratio: bare / seconds };
  } finally {
    await model.close();
    await database.drop();
  }
}
