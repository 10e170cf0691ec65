import type { RunningServer } from '@luciq/testing/processes';
import type { LoadRequest, LoadResult } from './closed-loop.ts';
import { closedLoop } from './closed-loop.ts';
import type { Row } from './report.ts';
import { step } from './report.ts';

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
/** Members that come and leave in one measurement, one after the other. */
const CHANGES = 200;
const WARM_UP_CHANGES = 40;
const PAGE = 100;
const BULK = 1_000;
const LOOKS = 20;
const SIZES = [1_000, 10_000, 100_000] as const;

/** The product to measure, and as whom. */
export interface GroupBench {
  readonly server: RunningServer;
  readonly token: string;
  readonly members: number;
}

const milliseconds = ({ p50, p99, errors }: LoadResult): string =>
  `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms${errors > 0 ? `, ${errors} ERRORS` : ''}`;

async function inTurn(
  { server, token }: GroupBench,
  requests: readonly LoadRequest[],
  onAnswer?: (body: string) => void,
): Promise<LoadResult> {
  return closedLoop({
    origin: server.origin,
    token,
    connections: 1,
    seconds: 600,
    next: (n) => requests[n] ?? null,
    ...(onAnswer ? { onAnswer } : {}),
  });
}

/** Walks all users by cursor and gives their ids. */
async function walkByCursor(bench: GroupBench): Promise<{ readonly row: Row; readonly ids: readonly string[] }> {
  step('walk by cursor');
  const ids: string[] = [];
  let cursor: string | undefined = '';
  const result = await closedLoop({
    origin: bench.server.origin,
    token: bench.token,
    connections: 1,
    seconds: 600,
    next: () =>
      cursor === undefined
        ? null
        : { method: 'GET', path: `/scim/v2/Users?count=${PAGE}&cursor=${cursor}`, expect: 200 },
    onAnswer: (body) => {
      const page = JSON.parse(body) as {
        readonly nextCursor?: string;
        readonly Resources: readonly { readonly id: string }[];
      };
      cursor = page.nextCursor;
      ids.push(...page.Resources.map(({ id }) => id));
    },
  });
  const met = new Set(ids).size === ids.length && ids.length >= bench.members && result.errors === 0;
  return {
    ids,
    row: {
      what: `walk by cursor, page of ${PAGE} at ${bench.members} users`,
      figure: milliseconds(result),
      bar: 'every user once',
      met,
      result,
    },
  };
}

const change = (path: string, operation: unknown): LoadRequest => ({
  method: 'PATCH',
  path,
  body: { schemas: [PATCH_OP], Operations: [operation] },
  expect: 204,
});

async function groupOf(
  bench: GroupBench,
  ids: readonly string[],
  size: number,
): Promise<{ readonly made: LoadResult; readonly changed: LoadResult }> {
  step(`a group of ${size}`);
  const members = ids.slice(0, size).map((value) => ({ value, display: `m${value}@example.com` }));
  let path = '';
  const create: LoadRequest = {
    method: 'POST',
    path: '/scim/v2/Groups?attributes=id',
    body: { displayName: `Bench of ${size}`, members },
    expect: 201,
  };
  const made = await inTurn(
    bench,
    [create],
    (body) => void (path = `/scim/v2/Groups/${(JSON.parse(body) as { id: string }).id}`),
  );
  const changes = (count: number): readonly LoadRequest[] =>
    ids
      .slice(0, count)
      .flatMap((value) => [
        change(path, { op: 'remove', path: `members[value eq "${value}"]` }),
        change(path, { op: 'add', path: 'members', value: [{ value }] }),
      ]);
  await inTurn(bench, changes(WARM_UP_CHANGES));
  return { made, changed: await inTurn(bench, changes(CHANGES)) };
}

async function sizes(bench: GroupBench, ids: readonly string[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let smallest: LoadResult | null = null;
  for (const size of SIZES.filter((each) => each <= ids.length)) {
    const { made, changed } = await groupOf(bench, ids, size);
    smallest ??= changed;
    const ratio = changed.p50 / smallest.p50;
    rows.push({ what: `group of ${size}, made in one request`, figure: milliseconds(made), result: made });
    const met = ratio <= 1.25 && changed.errors === 0;
    rows.push({
      what: `group of ${size}, add or remove one`,
      figure: milliseconds(changed),
      ratio,
      bar: 'p50 at most 1.25 of the smallest',
      met,
      result: changed,
    });
  }
  return rows;
}

async function filters(bench: GroupBench): Promise<readonly Row[]> {
  step('filters');
  const rows: Row[] = [];
  for (const [filter, limit] of [
    ['userName eq "m500@example.com"', 50],
    ['emails.value eq "m500@example.com"', 50],
    ['name.familyName eq "F500"', 500],
    ['userName sw "m50"', 500],
    ['active eq true and displayName co "50"', 500],
  ] as const) {
    const request: LoadRequest = {
      method: 'GET',
      path: `/scim/v2/Users?count=${PAGE}&filter=${encodeURIComponent(filter)}`,
      expect: 200,
    };
    const result = await inTurn(
      bench,
      Array.from({ length: LOOKS }, () => request),
    );
    rows.push({
      what: `${filter} at ${bench.members} users`,
      figure: milliseconds(result),
      bar: `p99 under ${limit} ms`,
      met: result.p99 < limit && result.errors === 0,
      result,
    });
  }
  return rows;
}

async function bulk(bench: GroupBench): Promise<Row> {
  step('bulk');
  const Operations = Array.from({ length: BULK }, (_, n) => ({
    method: 'POST',
    path: '/Users',
    bulkId: `b${n}`,
    data: { userName: `bulk${n}@example.com` },
  }));
  let done = 0;
  const result = await inTurn(
    bench,
    [{ method: 'POST', path: '/scim/v2/Bulk', body: { schemas: [BULK_REQUEST], Operations }, expect: 200 }],
    (body) => {
      done = (JSON.parse(body) as { readonly Operations: readonly { readonly status: string }[] }).Operations.filter(
        ({ status }) => status === '201',
      ).length;
    },
  );
  return {
    what: `bulk of ${BULK} creates`,
    figure: milliseconds(result),
    bar: 'every one 201',
    met: done === BULK,
    result,
  };
}

/** Groups of three sizes, common filters, the walk by cursor and a bulk request, at many users. */
export async function groupRows(bench: GroupBench): Promise<Row[]> {
  const { row, ids } = await walkByCursor(bench);
  return [row, ...(await filters(bench)), ...(await sizes(bench, ids)), await bulk(bench)];
}
