import { Pool } from 'undici';
import type { RunningServer } from '@luciq/testing/processes';
import { BENCH_TOKEN } from './bench-token.ts';
import { quantile } from './closed-loop.ts';
import type { Row } from './report.ts';
import { step } from './report.ts';

/** Clients that each take one user through its life after the other. */
const CLIENTS = 32;
const STEPS = ['create', 'update', 'lock', 'delete'] as const;
type Step = (typeof STEPS)[number];
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const CONTENT = { authorization: `Bearer ${BENCH_TOKEN}`, 'content-type': 'application/scim+json' };

const patch = (value: object): string =>
  JSON.stringify({ schemas: [PATCH_OP], Operations: [{ op: 'replace', value }] });

/** Creates, updates, deactivates and deletes users for so many seconds. Rows of iterations and of each kind of write, in milliseconds. */
export async function lifecycleRows(server: RunningServer, seconds: number): Promise<Row[]> {
  step('lives of users: create, update, lock, delete');
  const pool = new Pool(server.origin, { connections: CLIENTS, pipelining: 1 });
  const took: Record<Step, number[]> = { create: [], update: [], lock: [], delete: [] };
  let [iterations, errors] = [0, 0];
  const call = async (kind: Step, method: 'POST' | 'PATCH' | 'DELETE', path: string, body: string | null) => {
    const from = performance.now();
    const answer = await pool.request({ method, path: `/scim/v2/Users${path}`, headers: CONTENT, body });
    const text = await answer.body.text();
    took[kind].push(performance.now() - from);
    if (answer.statusCode >= 300) errors += 1;
    return text;
  };
  const until = performance.now() + seconds * 1_000;
  const client = async (_: unknown, number: number): Promise<void> => {
    for (let n = 0; performance.now() < until; n += 1) {
      const user = { userName: `life.${number}.${n}@example.com`, name: { familyName: 'Life' }, active: true };
      const { id } = JSON.parse(await call('create', 'POST', '', JSON.stringify(user))) as { readonly id: string };
      await call('update', 'PATCH', `/${id}`, patch({ displayName: `Life ${n}` }));
      await call('lock', 'PATCH', `/${id}`, patch({ active: false }));
      await call('delete', 'DELETE', `/${id}`, null);
      iterations += 1;
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const elapsed = (performance.now() - from) / 1_000;
  await pool.close();
  const rate = iterations / elapsed;
  return [
    {
      what: `lives of users by ${CLIENTS} clients`,
      figure: `${Math.round(rate)} iterations/s, ${Math.round(rate * STEPS.length)} writes/s${errors > 0 ? `, ${errors} ERRORS` : ''}`,
    },
    ...STEPS.map((kind) => {
      const sorted = took[kind].toSorted((a, b) => a - b);
      return {
        what: `  ${kind}`,
        figure: `p50 ${quantile(sorted, 0.5).toFixed(1)} ms, p99 ${quantile(sorted, 0.99).toFixed(1)} ms`,
      };
    }),
  ];
}
