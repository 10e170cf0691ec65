import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshPrefix } from '@luciq/test-engines/eventstoredb';
import { startServer } from '@luciq/testing/processes';
import type { ServiceEngines } from '@luciq/testing/service-set';
import { BareEventStore, eventStoreServer, ratePerSecond } from './bare-event-store.ts';
import type { Case, CaseResult } from './gateway-load.ts';
import { CASES, CLIENTS, GatewayLoad } from './gateway-load.ts';
import type { Row } from './report.ts';
import { step } from './report.ts';
import { withServices } from './visible.ts';

const TOKEN = 'bench.0123456789abcdef0123456789abcdef';
/** Rounds of each case, both products in turns; the middle of the ratios counts. */
const ROUNDS = 3;
/** Share of the standalone product's rate that the services have to reach. */
const OF_STANDALONE: Readonly<Record<Case, number>> = {
  create: 0.35,
  get: 0.4,
  'look-up': 0.4,
  'PUT cycle': 0.4,
  'group PATCH': 0.4,
};
/** Share of bare calls to the event store; of a create, which needs two appends, of half their rate. */
const OF_BARE = 0.3;
/** Processor time of the gateway for one create, in milliseconds. */
const CREATE_CPU_MS = 3;

interface Round {
  readonly services: CaseResult;
  readonly standalone: CaseResult;
  /** Bare calls a second at as many clients, next to it; null where a case has no such reference. */
  readonly bare: number | null;
}

const middle = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

function rowsOf(which: Case, rounds: readonly Round[]): Row[] {
  const errors = rounds.reduce((sum, { services, standalone }) => sum + services.errors + standalone.errors, 0);
  const rate = (of: (round: Round) => number): string => `${Math.round(middle(rounds.map(of)))}/s`;
  const wrong = errors > 0 ? `, ${errors} ERRORS` : '';
  const atLeast = (ratio: number, least: number): Pick<Row, 'ratio' | 'bar' | 'met'> => ({
    ratio,
    bar: `at least ${least}`,
    met: ratio >= least && errors === 0,
  });
  const cpu = middle(rounds.map(({ services }) => services.cpuMs));
  const cpuAlone = middle(rounds.map(({ standalone }) => standalone.cpuMs));
  const rows: Row[] = [
    {
      what: `services, ${which}, to standalone`,
      figure: `${rate(({ services }) => services.perSecond)} to ${rate(({ standalone }) => standalone.perSecond)}, processor ${cpu.toFixed(1)} ms of the gateway to ${cpuAlone.toFixed(1)} ms${wrong}`,
      ...atLeast(
        middle(rounds.map(({ services, standalone }) => services.perSecond / standalone.perSecond)),
        OF_STANDALONE[which],
      ),
    },
  ];
  if (rounds.some(({ bare }) => bare === null)) return rows;
  const share = (round: Round): number => round.services.perSecond / (round.bare ?? Number.NaN);
  const what = which === 'create' ? 'half of bare appends' : 'bare reads of a stream';
  rows.push({
    what: `services, ${which}, to ${what} at ${CLIENTS} clients`,
    figure: `${rate(({ services }) => services.perSecond)} to ${rate(({ bare }) => bare ?? Number.NaN)}`,
    ...atLeast(middle(rounds.map(share)), OF_BARE),
  });
  if (which !== 'create') return rows;
  const met = cpu <= CREATE_CPU_MS;
  return [
    ...rows,
    {
      what: 'processor time of the gateway for a create',
      figure: `${cpu.toFixed(2)} ms`,
      bar: `at most ${CREATE_CPU_MS} ms`,
      met,
    },
  ];
}

/**
 * The services and the standalone product under the same load in turns, and bare calls to the same event store beside them. All share this machine: relay,
 * projector and engines work meanwhile.
 */
export async function requestRows(
  engines: Pick<ServiceEngines, 'brokers' | 'databaseUrl' | 'prefix'>,
  seconds: number,
): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'luciq-bench-'));
  const eventStore = await eventStoreServer();
  const bare = new BareEventStore(eventStore.url);
  const standalone = await startServer('standalone', {
    PORT: '0',
    LUCIQ_DATA_DIR: folder,
    LUCIQ_BOOTSTRAP_TOKEN: TOKEN,
  });
  const bareRate = async (which: Case): Promise<number | null> => {
    if (which === 'create') return (await ratePerSecond(CLIENTS, seconds, () => bare.append())) / 2;
    return which === 'get' || which === 'look-up' ? ratePerSecond(CLIENTS, seconds, (n) => bare.read(n)) : null;
  };
  try {
    const all = { ...engines, eventStoreUrl: eventStore.url, eventStorePrefix: freshPrefix() };
    return await withServices(all, TOKEN, async (gateway) => {
      const { origin } = standalone;
      const cpuSeconds = (): number => standalone.cpuSeconds();
      const loads = {
        standalone: new GatewayLoad({ scimBaseUrl: `${origin}/scim/v2`, token: TOKEN, cpuSeconds }),
        services: new GatewayLoad({
          scimBaseUrl: gateway.scimBaseUrl,
          token: TOKEN,
          cpuSeconds: () => gateway.cpuSeconds(),
        }),
      };
      step('warm-up');
      await bareRate('create');
      for (const load of [loads.standalone, loads.services]) await load.measure('create', seconds);
      const rows: Row[] = [];
      for (const which of CASES) {
        step(`${which}: the services on ${eventStore.name}, and the standalone product`);
        const rounds: Round[] = [];
        for (let round = 0; round < ROUNDS; round += 1)
          rounds.push({
            standalone: await loads.standalone.measure(which, seconds),
            services: await loads.services.measure(which, seconds),
            bare: await bareRate(which),
          });
        rows.push(...rowsOf(which, rounds));
      }
      return rows;
    });
  } finally {
    await standalone.stop();
    await bare.close();
    eventStore.stop();
    rmSync(folder, { recursive: true });
  }
}
