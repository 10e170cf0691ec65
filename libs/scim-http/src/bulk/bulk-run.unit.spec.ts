import { expect, it } from '@jest/globals';
import { parseBulk, userResourceType } from '@luciq/scim';
import type { ScimClient } from '../auth/company.guard.ts';
import { ScimException, unauthorized } from '../error/scim-error.ts';
import type { Reply, ResourceRequests } from '../resources/resource-requests.ts';
import { BulkRun } from './bulk-run.ts';

it('Each operation of a bulk request is done only while its token speaks for the company', async () => {
  const done: string[] = [];
  const patch = async (_: unknown, id: string): Promise<Reply> => {
    done.push(id);
    return { status: 200, headers: {}, id, body: '' };
  };
  const users = { type: userResourceType, patch } as unknown as ResourceRequests;
  // Revoked by someone else while the second operation is done.
  const client = {
    requestId: '00000000-0000-4000-8000-000000000001',
    confirm: async () => (done.length < 2 ? client : Promise.reject(new ScimException(unauthorized()))),
  } as unknown as ScimClient;
  const Operations = ['u1', 'u2', 'u3', 'u4'].map((id) => ({ method: 'PATCH', path: `/Users/${id}`, data: {} }));
  const read = parseBulk({ schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations }, ['/Users']);
  if (read.kind !== 'bulk') throw new Error(`the request is ${read.kind}`);
  const log = { warn: () => undefined, info: () => undefined, error: () => undefined, debug: () => undefined } as never;
  const answer = await new BulkRun(read.request, {
    client,
    endpoints: new Map([['/Users', users]]),
    baseUrl: 'http://localhost',
    log,
  }).run();
  expect((answer['Operations'] as { readonly status: string }[]).map(({ status }) => status)).toEqual([
    '200',
    '200',
    '401',
    '401',
  ]);
  expect(done).toEqual(['u1', 'u2']);
});
