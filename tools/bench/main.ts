import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { RunningServer } from '@luciq/testing/processes';
import { runProgram, startServer } from '@luciq/testing/processes';
import type { LoadRequest, LoadResult } from './closed-loop.ts';
import { closedLoop } from './closed-loop.ts';
import { groupRows } from './groups.ts';
import { measureRebuild } from './rebuild.ts';
import type { Row } from './report.ts';
import { report, step } from './report.ts';

const CONNECTIONS = 32;
const PAGE = 100;
const WARM_UP_PAGES = 50;
const token = 'bench.0123456789abcdef0123456789abcdef';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const user = (n: number, run: string): Record<string, unknown> => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: `${run}.${n}@example.com`,
  name: { givenName: `Given${n}`, familyName: `Family${n % 997}` },
  emails: [{ primary: true, value: `${run}.${n}@example.com`, type: 'work' }],
  displayName: `Given${n} Family${n % 997}`,
  externalId: `00u${run}${n}`,
  active: true,
});

const perSecond = ({ perSecond: rate, p50, p99, errors }: LoadResult): string =>
  `${Math.round(rate)}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms${errors > 0 ? `, ${errors} ERRORS` : ''}`;

async function load(
  server: RunningServer,
  seconds: number,
  next: (n: number) => LoadRequest | null,
  onAnswer?: (body: string, n: number) => void,
): Promise<LoadResult> {
  return closedLoop({
    origin: server.origin,
    token,
    connections: CONNECTIONS,
    seconds,
    next,
    ...(onAnswer ? { onAnswer } : {}),
  });
}

const get = (path: string): LoadRequest => ({ method: 'GET', path: `/scim/v2${path}`, expect: 200 });
const against = (what: string, result: LoadResult, bare: LoadResult, atLeast: number | null): Row => {
  const ratio = result.perSecond / bare.perSecond;
  return {
    what,
    figure: perSecond(result),
    ratio,
    result,
    ...(atLeast === null ? {} : { bar: `at least ${atLeast}`, met: ratio >= atLeast && result.errors === 0 }),
  };
};

async function requests(server: RunningServer, bare: RunningServer, seconds: number): Promise<Row[]> {
  const run = `b${Date.now().toString(36)}`;
  const ids: string[] = [];
  const post = (n: number): LoadRequest => ({
    method: 'POST',
    path: '/scim/v2/Users',
    body: user(n, run),
    expect: 201,
  });
  const any = <T>(list: readonly T[], n: number): T => list[(n * 7919) % list.length] as T;
  step('bare routes');
  await load(bare, 1, post);
  const barePost = await load(bare, seconds, post);
  const bareGet = await load(bare, seconds, () => get('/Users/1'));
  step('create');
  const create = await load(server, seconds, post, (body) => void ids.push((JSON.parse(body) as { id: string }).id));
  step('get, look-up');
  const read = await load(server, seconds, (n) => get(`/Users/${any(ids, n)}`));
  const lookup = await load(server, seconds, (n) =>
    get(`/Users?filter=${encodeURIComponent(`userName eq "${run}.${n % ids.length}@example.com"`)}`),
  );
  step('PUT, deactivate');
  const put = await load(server, seconds, (n) => ({
    method: 'PUT',
    path: `/scim/v2/Users/${any(ids, n)}`,
    body: { userName: `put.${any(ids, n)}@example.com`, displayName: `n${n}` },
    expect: 200,
  }));
  const deactivate = await load(server, seconds, (n) => ({
    method: 'PATCH',
    path: `/scim/v2/Users/${any(ids, n)}`,
    body: { schemas: [PATCH_OP], Operations: [{ op: 'replace', value: { active: n % 2 === 1 } }] },
    expect: 200,
  }));
  return [
    { what: 'bare Fastify route, POST', figure: perSecond(barePost), result: barePost },
    { what: 'bare Fastify route, GET', figure: perSecond(bareGet), result: bareGet },
    against('create', create, barePost, 0.1),
    against('get', read, bareGet, 0.25),
    against('look-up by userName', lookup, bareGet, 0.25),
    against('PUT', put, barePost, null),
    against('deactivate, reactivate by PATCH', deactivate, barePost, null),
  ];
}

async function walk(server: RunningServer, members: number): Promise<Row> {
  const pages = Math.ceil(members / PAGE);
  // The first page waits until every imported member has a row; the others warm the code up.
  await closedLoop({
    origin: server.origin,
    token,
    connections: 1,
    seconds: 60,
    next: (n) => (n < WARM_UP_PAGES ? get(`/Users?startIndex=1&count=${PAGE}`) : null),
  });
  const one = await closedLoop({
    origin: server.origin,
    token,
    connections: 1,
    seconds: 600,
    next: (n) => (n < pages ? get(`/Users?startIndex=${n * PAGE + 1}&count=${PAGE}`) : null),
  });
  return {
    what: `import walk, page of ${PAGE} at ${members} users`,
    figure: perSecond(one),
    bar: 'p99 under 25 ms',
    met: one.p99 < 25 && one.errors === 0,
    result: one,
  };
}

/** A fresh product with so many members, brought in by the operator's import. */
async function withMembers(
  members: number,
  body: (server: RunningServer, folder: string) => Promise<Row[]>,
): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'luciq-bench-'));
  const environment = { PORT: '0', LUCIQ_DATA_DIR: folder, LUCIQ_BOOTSTRAP_TOKEN: token };
  const server = await startServer('standalone', environment);
  try {
    step(`import of ${members} members`);
    const file = join(folder, 'members.jsonl');
    const lines = Array.from({ length: members }, (_, n) =>
      JSON.stringify({ userName: `m${n}@example.com`, givenName: `G${n}`, familyName: `F${n}`, role: 'viewer' }),
    );
    writeFileSync(file, lines.join('\n'));
    const imported = await runProgram('operator', ['import', file, '--data', folder], environment);
    if (imported.code !== 0) throw new Error(`the import failed: ${imported.stderr}`);
    return await body(server, folder);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

const memory = (server: RunningServer, members: number, limit: number): Row => {
  const megabytes = server.memoryMb();
  return {
    what: `resident memory after this load at ${members} users`,
    figure: `${Math.round(megabytes)} MB`,
    bar: `under ${limit} MB`,
    met: megabytes < limit,
  };
};

async function main(options: { seconds: number; users: number; json: string }): Promise<void> {
  const rows: Row[] = [];
  const bare = await startServer('tools/bench/bare-server.ts');
  rows.push(
    ...(await withMembers(1_000, async (server) => [
      await walk(server, 1_000),
      ...(await requests(server, bare, options.seconds)),
    ])),
  );
  rows.push(
    ...(await withMembers(10_000, async (server) => [await walk(server, 10_000), memory(server, 10_000, 400)])),
  );
  rows.push(
    ...(await withMembers(options.users, async (server, folder) => {
      const walked = await walk(server, options.users);
      const held = memory(server, options.users, 600);
      const groups = await groupRows({ server, token, members: options.users });
      step('rebuild against bare inserts');
      const { recordsPerSecond, rowsPerSecond, ratio } = await measureRebuild(folder);
      const rate = `${Math.round(rowsPerSecond)} rows/s from ${Math.round(recordsPerSecond)} records/s`;
      return [
        walked,
        held,
        ...groups,
        {
          what: `rebuild at ${options.users} users, to bare multi-row inserts`,
          figure: rate,
          ratio,
          bar: 'at least 0.5',
          met: ratio >= 0.5,
        },
      ];
    })),
  );
  await bare.stop();
  report(rows, options.json);
}

const program = new Command('bench')
  .description(
    'Measures the standalone product against bare references in the same run: a Fastify route, and multi-row inserts.',
  )
  .option('--seconds <n>', 'seconds for each load', (text) => Number(text), 5)
  .option('--users <n>', 'members in the large company', (text) => Number(text), 100_000)
  .option('--json <file>', 'where the figures go', 'reports/bench.json')
  .addHelpText('after', '\nExample:\n  npm run bench -- --seconds 3 --users 20000');
program.parse();
await main(program.opts());
