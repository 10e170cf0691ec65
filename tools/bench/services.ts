import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { freshName, privateEngine } from '@luciq/test-engines';
import { eventStoreEngine, freshPrefix } from '@luciq/test-engines/eventstoredb';
import { requestRows } from './against-standalone.ts';
import { measureProjector } from './projector.ts';
import { measureRelay } from './relay.ts';
import type { Row } from './report.ts';
import { report, step } from './report.ts';
import { measureVisible } from './visible.ts';

const BATCHES = [500, 2_000];

async function relayRows(data: string, brokers: readonly string[], records: number): Promise<readonly Row[]> {
  step('relay against a bare transactional producer');
  const figures = await measureRelay({ data, brokers: [...brokers], records, batchItems: BATCHES });
  return figures.map(({ batchItems, recordsPerSecond, barePerSecond, ratio }) => ({
    what: `relay catching up, ${batchItems} a transaction, to a bare transactional producer`,
    figure: `${Math.round(recordsPerSecond)}/s to ${Math.round(barePerSecond)}/s`,
    ratio,
    bar: 'at least 0.5',
    met: ratio >= 0.5,
  }));
}

async function projectorRows(url: string, members: number): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const batch of BATCHES) {
    step(`projector against bare inserts, ${batch} a batch`);
    const { recordsPerSecond, insertsPerSecond, ratio } = await measureProjector(url, { members, batch });
    rows.push({
      what: `projector to PostgreSQL, ${batch} a batch, to bare multi-row inserts`,
      figure: `${Math.round(recordsPerSecond)}/s to ${Math.round(insertsPerSecond)}/s`,
      ratio,
      bar: 'at least 0.5',
      met: ratio >= 0.5,
    });
  }
  return rows;
}

async function visibleRow(brokers: readonly string[], databaseUrl: string, writes: number): Promise<Row> {
  step('from the answer to the visible row, at 50 writes/s');
  const eventStore = await eventStoreEngine();
  try {
    const engines = {
      eventStoreUrl: eventStore.connectionString,
      eventStorePrefix: freshPrefix(),
      brokers,
      databaseUrl,
      prefix: freshName('bench'),
    };
    const { p50, p99, worst, wrong } = await measureVisible(engines, { writes, perSecond: 50 });
    return {
      what: `from SCIM answer to visible row at 50 writes/s (${eventStore.name})`,
      figure: `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, worst ${worst.toFixed(0)} ms${wrong > 0 ? `, ${wrong} WRONG` : ''}`,
      bar: 'p50 under 100 ms, p99 under 500 ms',
      met: wrong === 0 && p50 < 100 && p99 < 500,
    };
  } finally {
    await eventStore.stop();
  }
}

interface Options {
  readonly records: number;
  readonly writes: number;
  readonly seconds: number;
  readonly only?: 'requests';
  readonly json: string;
}

async function main(options: Options): Promise<void> {
  const [kafka, postgres] = [await privateEngine('kafka'), await privateEngine('postgres')];
  const data = mkdtempSync(join(tmpdir(), 'luciq-bench-'));
  try {
    if (!kafka || !postgres) {
      process.stderr.write(
        'This benchmark needs Kafka and PostgreSQL: start Docker, or install Java 17, Maven and PostgreSQL 15.\n',
      );
      process.exitCode = 1;
      return;
    }
    const { brokers } = kafka.engine;
    const requests = await requestRows(
      { brokers, databaseUrl: postgres.engine.url, prefix: freshName('bench') },
      options.seconds,
    );
    if (options.only === 'requests') return report(requests, options.json);
    const rows = [
      ...requests,
      ...(await relayRows(data, brokers, options.records)),
      ...(await projectorRows(postgres.engine.url, options.records)),
      await visibleRow(brokers, postgres.engine.url, options.writes),
    ];
    report(rows, options.json);
  } finally {
    rmSync(data, { recursive: true });
    await Promise.all([kafka?.close(), postgres?.close()]);
  }
}

const program = new Command('bench:services')
  .description(
    'Measures the services against the standalone product and bare appends, relay and projector against the raw clients, and how long a write takes to be seen.',
  )
  .option('--records <n>', 'records that relay and projector move', (text) => Number(text), 40_000)
  .option('--writes <n>', 'writes that are watched', (text) => Number(text), 1_500)
  .option('--seconds <n>', 'seconds for each load of the gateway', (text) => Number(text), 4)
  .addOption(new Option('--only <part>', 'measure one part alone').choices(['requests']))
  .option('--json <file>', 'where the figures go', 'reports/bench-services.json')
  .addHelpText('after', '\nExample:\n  npm run bench:services -- --records 10000 --writes 500');
program.parse();
await main(program.opts());
