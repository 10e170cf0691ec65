import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '@luciq/events';
import type { BulkRequest } from '../bulk/parse.ts';
import { parseBulk } from '../bulk/parse.ts';
import type { BulkStep } from '../bulk/plan.ts';
import { planBulk, resolveData } from '../bulk/plan.ts';
import { bulkResponse, mustStop } from '../bulk/response.ts';
import { MAX_BULK_DEPTH, MAX_BULK_OPERATIONS, MAX_BULK_REFERENCES } from '../limits.ts';
import { BULK_REQUEST_URN } from '../urns.ts';

const endpoints = ['/Users', '/Groups'];
const bulk = (Operations: unknown, more: object = {}) =>
  parseBulk({ schemas: [BULK_REQUEST_URN], Operations, ...more }, endpoints);
function request(...operations: readonly unknown[]): BulkRequest {
  const parsed = bulk(operations);
  if (parsed.kind !== 'bulk') throw new Error(JSON.stringify(parsed));
  return parsed.request;
}
const post = (bulkId: string, ...refersTo: readonly string[]) => ({
  method: 'POST',
  path: '/Groups',
  bulkId,
  data: { displayName: bulkId, members: refersTo.map((id) => ({ value: `bulkId:${id}` })) },
});
const order = (...operations: readonly unknown[]) =>
  planBulk(request(...operations)).map(
    (step: BulkStep) => ({ do: '', 'create-without': '-', complete: '+' })[step.kind] + String(step.index),
  );
const problemOf = (operation: unknown) => {
  const [parsed] = request(operation).operations;
  return parsed?.kind === 'refused' ? parsed.problem.scimType : null;
};

describe('a bulk request', () => {
  it('gives each bulkId once, and one to each POST [RFC7644 3.7 bulk-id-unique] [RFC7644 3.7 bulk-id-required]', () => {
    expect(bulk([post('a'), post('a')])).toMatchObject({ kind: 'refused', problem: { scimType: 'invalidValue' } });
    expect(problemOf({ method: 'POST', path: '/Users', data: {} })).toBe('invalidValue');
  });

  it('has operations with a path of their kind [RFC7644 3.7 bulk-path]', () => {
    for (const path of ['/Nope', '/Users/1', '', 7, undefined, 'https://x/Users', '/Users?x=1'])
      expect(problemOf({ ...post('a'), path })).toBe('invalidPath');
    for (const path of ['/Users', '/Users/%zz', '/Users/a/b'])
      expect(problemOf({ method: 'DELETE', path })).toBe('invalidPath');
    expect(request({ method: 'delete', path: '/users/a%2Fb' }).operations).toMatchObject([
      { operation: { method: 'DELETE', endpoint: '/Users', id: { kind: 'id', value: 'a/b' } } },
    ]);
  });

  it('has data for whatever writes some [RFC7644 3.7 bulk-data]', () => {
    for (const method of ['PUT', 'PATCH']) expect(problemOf({ method, path: '/Users/1' })).toBe('invalidSyntax');
    expect(problemOf({ ...post('a'), data: 'x' })).toBe('invalidSyntax');
    expect(problemOf({ method: 'GET', path: '/Users/1' })).toBe('invalidSyntax');
    expect(problemOf(null)).toBe('invalidSyntax');
  });

  it('keeps what is right of it when an operation is wrong [RFC7644 3.7 bulk-independent] [RFC7644 3.7 bulk-continue]', () => {
    const { operations, failOnErrors } = request(
      post('a'),
      { method: 'POST', path: '/Nope', bulkId: 'b', data: {} },
      post('c'),
    );
    expect([operations.map(({ kind }) => kind), failOnErrors]).toEqual([['operation', 'refused', 'operation'], null]);
    expect([mustStop(null, 1_000), mustStop(2, 1)]).toEqual([false, false]);
  });

  it('says after how many failures the rest is left [RFC7644 3.7.3 bulk-fail-on-errors]', () => {
    expect(bulk([post('a')], { failOnErrors: 2 })).toMatchObject({ kind: 'bulk', request: { failOnErrors: 2 } });
    for (const failOnErrors of [-1, 1.5, '1', true])
      expect(bulk([post('a')], { failOnErrors })).toMatchObject({
        kind: 'refused',
        problem: { scimType: 'invalidValue' },
      });
    expect([mustStop(1, 1), mustStop(2, 3)]).toEqual([true, true]);
  });

  it('stops at the first failure where it lets none pass, and not before it [RFC7644 3.7.3 bulk-fail-on-errors]', () => {
    const read = bulk([post('a')], { failOnErrors: 0 });
    expect(read).toMatchObject({ kind: 'bulk', request: { failOnErrors: 1 } });
    const limit = read.kind === 'bulk' ? read.request.failOnErrors : null;
    expect([mustStop(limit, 0), mustStop(limit, 1)]).toEqual([false, true]);
  });

  it('that is too large is refused with the limit [RFC7644 3.7.4 bulk-too-large]', () => {
    const many = Array.from({ length: MAX_BULK_OPERATIONS + 1 }, () => null);
    expect(bulk(many)).toMatchObject({
      kind: 'too-large',
      detail: expect.stringContaining(String(MAX_BULK_OPERATIONS)),
    });
    const ids = Array.from({ length: MAX_BULK_REFERENCES + 1 }, (_, at) => `x${at}`);
    expect(bulk([post('a', ...ids)])).toMatchObject({ kind: 'too-large' });
    const deep = Array.from({ length: MAX_BULK_DEPTH + 1 }).reduce<unknown>((inner) => [inner], 'x');
    expect(problemOf({ ...post('a'), data: { deep } })).toBe('invalidSyntax');
  });

  it('has a body of its own schema, whose URN may be missing, and one operation or more', () => {
    expect(parseBulk({ operations: [post('a')] }, endpoints)).toMatchObject({ kind: 'bulk' });
    const wrong = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [post('a')] };
    for (const body of [
      null,
      [],
      {},
      wrong,
      { schemas: [BULK_REQUEST_URN], Operations: [] },
      { schemas: [BULK_REQUEST_URN] },
    ])
      expect(parseBulk(body, endpoints)).toMatchObject({ kind: 'refused', problem: { scimType: 'invalidSyntax' } });
  });
});

describe('the plan', () => {
  it('keeps the order sent, but makes first what others refer to [RFC7644 3.7.2 bulk-reference]', () => {
    expect(order(post('a'), post('b'))).toEqual(['0', '1']);
    expect(order(post('a', 'b'), post('b', 'c'), post('c'))).toEqual(['2', '1', '0']);
    expect(order({ method: 'DELETE', path: '/Users/bulkId:b' }, post('b'))).toEqual(['1', '0']);
    expect(order(post('a', 'nobody'))).toEqual(['0']);
  });

  it('makes a circle with one that is completed in the end [RFC7644 3.7.1 circular]', () => {
    expect(order(post('a', 'b'), post('b', 'a'))).toEqual(['-1', '0', '+1']);
    expect(order(post('a', 'a'))).toEqual(['-0', '+0']);
    const [first] = planBulk(request(post('a', 'b'), post('b', 'a', 'c'), post('c')));
    expect(first).toEqual({ kind: 'do', index: 2 });
  });

  it('does every operation once, and completes what it left open, for any references', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const operations = fc
      .uniqueArray(id, { minLength: 1 })
      .chain((ids) => fc.tuple(...ids.map((own) => fc.uniqueArray(id).map((others) => post(own, ...others)))));
    fc.assert(
      fc.property(operations, (list) => {
        const bulk = request(...list);
        const steps = planBulk(bulk);
        const firsts = steps.filter(({ kind }) => kind !== 'complete').map(({ index }) => index);
        expect(firsts.toSorted()).toEqual(list.map((_, index) => index));
        const opened = steps.filter(({ kind }) => kind === 'create-without').map(({ index }) => index);
        expect(steps.filter(({ kind }) => kind === 'complete').map(({ index }) => index)).toEqual(opened);
        const made = new Map<string, string>();
        const known = new Set(list.map(({ bulkId }) => bulkId));
        for (const step of steps) {
          const parsed = bulk.operations[step.index];
          if (parsed?.kind !== 'operation') throw new Error('not an operation');
          const unknown = [...parsed.operation.references].some((each) => !known.has(each));
          const data = resolveData(parsed.operation.data, made, step.kind === 'create-without' ? step.open : new Set());
          expect(data.kind).toBe(unknown ? 'unresolved' : 'data');
          made.set(parsed.operation.bulkId ?? '', `id of ${String(parsed.operation.bulkId)}`);
        }
      }),
    );
  });

  it('follows a chain as long as a request', () => {
    const chain = Array.from({ length: MAX_BULK_OPERATIONS }, (_, at) => post(`p${at}`, `p${at + 1}`));
    expect(planBulk(request(...chain)).map(({ index }) => index)).toEqual(
      chain.map((_, at) => MAX_BULK_OPERATIONS - 1 - at),
    );
  });
});

describe('a reference', () => {
  const made = new Map([['ann', 'id-1']]);

  it('becomes the id of what was made, in data and in paths [RFC7644 3.7.2 bulk-reference] [RFC7644 3.7.2 bulk-reference-path]', () => {
    const data = {
      displayName: 'bulkId',
      members: [{ type: 'User', value: 'bulkId:ann' }, 'bulkId:ann'],
      manager: { value: 'bulkId:ann' },
    };
    expect(resolveData(data, made)).toEqual({
      kind: 'data',
      data: { displayName: 'bulkId', members: [{ type: 'User', value: 'id-1' }, 'id-1'], manager: { value: 'id-1' } },
    });
    const [parsed] = request({ method: 'PATCH', path: '/Users/bulkId:ann', data: {} }).operations;
    expect(parsed).toMatchObject({ operation: { id: { kind: 'bulkId', value: 'ann' }, references: new Set(['ann']) } });
  });

  it('may stand in the filter of the path of a PATCH, which would else remove nobody and say 200', () => {
    const remove = (id: string) => ({
      Operations: [{ op: 'remove', Path: `members[value eq "${id}" or value eq "bulkId"]` }],
    });
    const [parsed] = request({ method: 'PATCH', path: '/Groups/g1', data: remove('bulkId:ann') }).operations;
    expect(parsed).toMatchObject({ operation: { references: new Set(['ann']) } });
    expect(resolveData(remove('bulkId:ann'), made)).toEqual({ kind: 'data', data: remove('id-1') });
    expect(resolveData(remove('bulkId:bob'), made)).toEqual({ kind: 'unresolved', bulkId: 'bob' });
  });

  it('to what failed can not be resolved [RFC7644 3.7.2 bulk-reference-failed]', () => {
    expect(resolveData({ members: [{ value: 'bulkId:bob' }] }, made)).toEqual({ kind: 'unresolved', bulkId: 'bob' });
  });

  it('that is left open goes with the value it is in', () => {
    const data: Json = {
      name: 'x',
      members: [{ value: 'bulkId:bob', type: 'User' }, { value: 'bulkId:ann' }],
      manager: { value: 'bulkId:bob' },
      list: ['bulkId:bob'],
    };
    expect(resolveData(data, made, new Set(['bob']))).toEqual({
      kind: 'data',
      data: { name: 'x', members: [{ value: 'id-1' }], list: [] },
    });
  });
});

describe('the answer', () => {
  it('says of each result its method, address and status as a string, and of a failure the error [RFC7644 3.7.3 bulk-status] [RFC7644 3.7.3 bulk-location] [RFC7644 3.7.3 bulk-error-body]', () => {
    const done = {
      method: 'POST',
      bulkId: 'a',
      status: 201,
      location: 'https://x/Users/1',
      version: 'W/"0"',
      response: null,
    };
    const failed = {
      method: 'POST',
      bulkId: 'b',
      status: 400,
      location: null,
      version: null,
      response: { status: '400' },
    };
    expect(bulkResponse([done, failed])).toMatchObject({
      Operations: [
        { method: 'POST', bulkId: 'a', status: '201', location: 'https://x/Users/1', version: 'W/"0"' },
        { method: 'POST', bulkId: 'b', status: '400', response: { status: '400' } },
      ],
    });
    expect(JSON.stringify(bulkResponse([failed]))).not.toContain('location');
  });
});
