import { setTimeout as delay } from 'node:timers/promises';
import { runProgram } from '@luciq/testing/processes';
import type { ServiceEngines } from '@luciq/testing/service-set';
import { environmentOf, ServiceProcess } from '@luciq/testing/service-set';

/** How long a row took to be seen after its write was answered, in milliseconds. */
export interface VisibleFigures {
  readonly writes: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
  /** Writes or lists that were answered otherwise than they should. */
  readonly wrong: number;
}

const TOKEN = 'bench.0123456789abcdef0123456789abcdef';
const HEADERS = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json' };
/** Writes that are not counted: connections are opened and code is compiled. */
const WARM_UP_WRITES = 100;

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/**
 * Writes members to a gateway at an even rate, and after each answer asks for a list that shows the member. Such a list is
 * answered only from rows, once they have passed the write: its time is the time until the row is seen, and a list.
 */
async function measure(
  base: string,
  { writes, perSecond }: { readonly writes: number; readonly perSecond: number },
): Promise<VisibleFigures> {
  const times: number[] = [];
  let wrong = 0;
  const one = async (n: number, counted: boolean): Promise<void> => {
    const externalId = `visible-${counted ? 'c' : 'w'}${n}`;
    const created = await fetch(`${base}/Users`, {
      method: 'POST',
      headers: HEADERS,
      body: JSON.stringify({ userName: `${externalId}@example.com`, externalId }),
    });
    await created.arrayBuffer();
    const answeredAt = performance.now();
    const listed = await fetch(`${base}/Users?filter=${encodeURIComponent(`externalId eq "${externalId}"`)}`, {
      headers: HEADERS,
    });
    const { totalResults } = (await listed.json()) as { totalResults?: number };
    if (counted) times.push(performance.now() - answeredAt);
    if (created.status !== 201 || totalResults !== 1) wrong += 1;
  };
  const run = async (count: number, counted: boolean): Promise<void> => {
    const startedAt = performance.now();
    const all: Promise<void>[] = [];
    for (let n = 0; n < count; n += 1) {
      await delay(Math.max(0, startedAt + (n * 1_000) / perSecond - performance.now()));
      all.push(one(n, counted));
    }
    await Promise.all(all);
  };
  await run(WARM_UP_WRITES, false);
  await run(writes, true);
  const sorted = times.toSorted((a, b) => a - b);
  return { writes, perSecond, p50: at(sorted, 0.5), p99: at(sorted, 0.99), worst: sorted.at(-1) ?? Number.NaN, wrong };
}

/** Starts a gateway, a relay and a projector on these engines, for a company with this token, and hands over the gateway. */
export async function withServices<T>(
  engines: ServiceEngines,
  token: string,
  body: (gateway: ServiceProcess) => Promise<T>,
): Promise<T> {
  for (const words of [
    ['topics', 'create'],
    ['register', 'bench', '--name', 'Bench', '--token', token],
  ]) {
    const { code, stderr } = await runProgram('operator', words, environmentOf(engines));
    if (code !== 0) throw new Error(`operator ${words.join(' ')} failed: ${stderr}`);
  }
  const gateway = await ServiceProcess.of('scim-gateway', engines);
  const services = [gateway, await ServiceProcess.of('relay', engines), await ServiceProcess.of('projector', engines)];
  try {
    for (const service of services) await service.start();
    return await body(gateway);
  } finally {
    for (const service of services) await service.stop();
  }
}

/** Measures a gateway, a relay and a projector on these engines. */
export const measureVisible = (
  engines: ServiceEngines,
  load: { readonly writes: number; readonly perSecond: number },
): Promise<VisibleFigures> => withServices(engines, TOKEN, ({ scimBaseUrl }) => measure(scimBaseUrl, load));
