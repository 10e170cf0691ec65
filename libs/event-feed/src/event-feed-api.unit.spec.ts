import { describe, expect, it } from '@jest/globals';
import { NotFoundException } from '@nestjs/common';
import { EventGate } from '@luciq/access';
import { EventStoreUnavailable } from '@luciq/event-store';
import { LOG_START, UnknownEvent } from '@luciq/events';
import type { FailureAnswer } from '@luciq/http';
import { RowsBehind } from '@luciq/http';
import { eventFeedApi } from './event-feed-api.ts';

const api = eventFeedApi({
  store: {
    readLog: async () => ({ records: [], through: LOG_START }),
    idAt: async () => null,
    head: async () => LOG_START,
    waitForRecords: async () => undefined,
  },
  logId: async () => null,
  gate: new EventGate({ credentials: { read: async () => new Map() }, others: new Map() }),
  publicUrl: () => 'https://scim.example.com',
});
const failed = (thrown: unknown): FailureAnswer => api.failed(thrown, null);
const refused = (statusCode: number): Error => Object.assign(new Error('refused'), { statusCode });

describe('a failure is a problem', () => {
  it.each([
    ['an event store that is away', new EventStoreUnavailable('unknown', 'away'), 503],
    ['rows that are behind', new RowsBehind(), 503],
    ['an event of a newer build', new UnknownEvent('event type X is not known to this build'), 503],
    ['no route', new NotFoundException(), 404],
    ['a request that is late', refused(408), 408],
    ['an address that is too long', refused(414), 414],
    ['headers that are too large', refused(431), 431],
    ['a body that nobody reads', refused(415), 415],
    ['a body that is too large', refused(413), 413],
    ['what is no request', refused(400), 400],
    ['a mistake of ours', new TypeError('ada@acme.example'), 500],
  ])('for %s', (_what, thrown, status) => {
    const { headers, body, ...answer } = failed(thrown);
    expect([answer.status, headers['content-type'], headers['cache-control']]).toEqual([
      status,
      'application/problem+json',
      'no-store',
    ]);
    expect(JSON.parse(body)).toMatchObject({ status, detail: expect.stringMatching(/^[A-Z].*\.$/) });
    expect(body).not.toContain('ada@');
  });

  it('says when to repeat a request that passing trouble refused', () => {
    expect(failed(new EventStoreUnavailable('unknown', 'away'))).toMatchObject({
      headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
      cause: 'engine',
    });
    expect(failed(new RowsBehind()).cause).toBe('busy');
  });
});
