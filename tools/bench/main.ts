import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import type { RunningServer } from '@luciq/testing/processes';
import { runProgram, startServer } from '@luciq/testing/processes';
import { BENCH_TOKEN } from './bench-token.ts';
import type { LoadRequest, LoadResult } from './closed-loop.ts';
import { closedLoop } from './closed-loop.ts';
import { groupRows } from './groups.ts';
import { lifecycleRows } from './lifecycle.ts';
import { listRows } from './lists.ts';
import { measureRebuild } from './rebuild.ts';
import type { Row } from './report.ts';
import { report, step } from './report.ts';

const CONNECTIONS = 32;
const PAGE = 100;
const WARM_UP_PAGES = 50;
const token = BENCH_TOKEN;
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

/** What the product is held against: a bare `node:http` route, and a route of the product's own server with nothing behind it. */
interface References {
  readonly bare: RunningServer;
  readonly emptyNest: RunningServer;
}

interface Measured {
  readonly post: LoadResult;
  readonly get: LoadResult;
}

/** Bars: of the bare route, or of the empty Nest route; one of them suffices. Null where a figure has no bar. */
type Bars = { readonly bare: number; readonly emptyNest?: number } | null;

function against(
  what: string,
  result: LoadResult,
  references: Readonly<Record<keyof References, LoadResult>>,
  bars: Bars = null,
): Row {
  const [ratio, ofNest] = [
    result.perSecond / references.bare.perSecond,
    result.perSecond / references.emptyNest.perSecond,
  ];
  const isMet = bars !== null && (ratio >= bars.bare || (bars.emptyNest !== undefined && ofNest >= bars.emptyNest));
  const or = bars?.emptyNest === undefined ? '' : `, or ${bars.emptyNest} of the empty Nest route`;
  return {
    what,
    figure: `${perSecond(result)}; ${ofNest.toFixed(2)} of the empty Nest route`,
    ratio,
    result,
    ...(bars === null ? {} : { bar: `at least ${bars.bare}${or}`, met: isMet && result.errors === 0 }),
  };
}

async function measureReference(server: RunningServer, seconds: number, run: string): Promise<Measured> {
  const post = (n: number): LoadRequest => ({
    method: 'POST',
    path: '/scim/v2/Users',
    body: user(n, run),
    expect: 201,
  });
  await load(server, 1, post);
  return { post: await load(server, seconds, post), get: await load(server, seconds, () => get('/Users/1')) };
}

async function requests(server: RunningServer, references: References, seconds: number): Promise<Row[]> {
  const run = `b${Date.now().toString(36)}`;
  const ids: string[] = [];
  let made = 0;
  const create = (): LoadRequest => ({ method: 'POST', path: '/scim/v2/Users', body: user(made++, run), expect: 201 });
  const patch = (id: string, value: object): LoadRequest => ({
    method: 'PATCH',
    path: `/scim/v2/Users/${id}`,
    body: { schemas: [PATCH_OP], Operations: [{ op: 'replace', value }] },
    expect: 200,
  });
  const any = (n: number): string => ids[(n * 7919) % ids.length] as string;
  const lookUp = (n: number): LoadRequest =>
    get(`/Users?filter=${encodeURIComponent(`userName eq "${run}.${n % ids.length}@example.com"`)}`);
  step('references');
  const bare = await measureReference(references.bare, seconds, run);
  const emptyNest = await measureReference(references.emptyNest, seconds, run);
  const [posts, gets] = [
    { bare: bare.post, emptyNest: emptyNest.post },
    { bare: bare.get, emptyNest: emptyNest.get },
  ];
  step('create');
  const created = await load(server, seconds, create, (body) => void ids.push((JSON.parse(body) as { id: string }).id));
  step('get, look-up');
  const read = await load(server, seconds, (n) => get(`/Users/${any(n)}`));
  const lookedUp = await load(server, seconds, lookUp);
  step('PUT cycle, deactivate, mixed');
  const put = await load(server, seconds, (n) =>
    n % 2 === 0
      ? get(`/Users/${any(n)}`)
      : {
          method: 'PUT',
          path: `/scim/v2/Users/${any(n)}`,
          body: { userName: `put.${any(n)}@example.com`, displayName: `n${n}` },
          expect: 200,
        },
  );
  const deactivate = await load(server, seconds, (n) => patch(any(n >> 1), { active: n % 2 === 1 }));
  const mixed = await load(server, seconds, (n) => {
    const kind = n % 10;
    if (kind < 5) return get(`/Users/${any(n)}`);
    if (kind < 8) return lookUp(n);
    return kind < 9 ? create() : patch(any(n), { displayName: `d${n}` });
  });
  return [
    { what: 'bare node:http route, POST', figure: perSecond(bare.post), result: bare.post },
    { what: 'bare node:http route, GET', figure: perSecond(bare.get), result: bare.get },
    { what: 'empty Nest route, POST', figure: perSecond(emptyNest.post), result: emptyNest.post },
    { what: 'empty Nest route, GET', figure: perSecond(emptyNest.get), result: emptyNest.get },
    against('create', created, posts, { bare: 0.25, emptyNest: 0.5 }),
    against('get', read, gets, { bare: 0.45, emptyNest: 0.7 }),
    against('look-up by userName', lookedUp, gets, { bare: 0.4 }),
    against('PUT cycle: a GET and a PUT in turn', put, posts),
    against('deactivate, reactivate by PATCH', deactivate, posts),
    against('mixed: 5 GET, 3 look-ups, 1 create, 1 PATCH', mixed, gets),
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
    bar: 'p50 under 8 ms',
    met: one.p50 < 8 && one.errors === 0,
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

async function lifecycle({ seconds, json }: Options): Promise<void> {
  report(await withMembers(1_000, (server) => lifecycleRows(server, seconds)), json);
}

async function everything(options: Options): Promise<void> {
  const rows: Row[] = [];
  const bare = await startServer('tools/bench/bare-route.ts');
  const emptyNest = await startServer('tools/bench/empty-nest-route.ts');
  rows.push(
    ...(await withMembers(1_000, async (server) => [
      await walk(server, 1_000),
      ...(await requests(server, { bare, emptyNest }, options.seconds)),
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
  await emptyNest.stop();
  report(rows, options.json);
}

interface Options {
  readonly seconds: number;
  readonly users: number;
  readonly members?: number;
  readonly scenario: 'everything' | 'lifecycle';
  readonly json: string;
}

const program = new Command('bench')
  .description(
    'Measures the standalone product against references in the same run: a bare node:http route, a Nest route with nothing behind it, and multi-row inserts.',
  )
  .option('--seconds <n>', 'seconds for each load', (text) => Number(text), 5)
  .option('--users <n>', 'members in the large company', (text) => Number(text), 100_000)
  .addOption(
    new Option('--scenario <name>', 'what to measure').choices(['everything', 'lifecycle']).default('everything'),
  )
  .option(
    '--members <n>',
    'measures only lists, of so many users against 10,000: 1,000,000 take about 15 minutes',
    (text) => Number(text),
  )
  .option('--json <file>', 'where the figures go', 'reports/bench.json')
  .addHelpText('after', '\nExample:\n  npm run bench -- --seconds 3 --users 20000');
program.parse();
const options = program.opts<Options>();
if (options.members !== undefined) report(await listRows(options.members), options.json);
else await (options.scenario === 'lifecycle' ? lifecycle(options) : everything(options));
