import { describe, expect, it } from '@jest/globals';
import { NotFoundException } from '@nestjs/common';
import { DamagedLog, EventStoreContended, EventStoreUnavailable } from '@luciq/event-store';
import { GatewayStoreUnavailable } from '@luciq/gateway-store';
import { GenerationOfOtherBuild, ReadModelUnavailable } from '@luciq/read-model';
import { EncodingNotAccepted, PackedBodyBroken, PackedBodyTooLarge } from './body/packed-body.ts';
import { failureOf, isPassing, NotOpenYet, PageGone, RowsBehind, UnreadableRequest } from './failure.ts';
import { MethodNotOffered } from './offered-routes.ts';

describe('what is thrown', () => {
  it.each([
    ['an event store that is away', new EventStoreUnavailable('unknown', 'away'), 'engine'],
    ['an event store that others are faster at', new EventStoreContended('faster'), 'busy'],
    ['a log that is damaged', new DamagedLog('7', 'code'), 'engine'],
    ['rows that are away', new ReadModelUnavailable('away'), 'engine'],
    ['rows of another build', new GenerationOfOtherBuild(3, 9), 'engine'],
    ['a gateway store that is away', new GatewayStoreUnavailable('away'), 'engine'],
  ])('by %s passes', (_what, thrown, cause) => {
    expect([failureOf(thrown, null), isPassing(thrown)]).toEqual([{ kind: 'unavailable', cause }, true]);
  });

  it.each([
    ['engines that were not confirmed yet', new NotOpenYet(), { kind: 'unavailable', cause: 'engine' }],
    ['rows that are behind', new RowsBehind(), { kind: 'rows-behind' }],
    ['a page that cannot be found', new PageGone(), { kind: 'page-gone' }],
    ['no route', new NotFoundException(), { kind: 'no-route' }],
    [
      'a method that an address has not',
      new MethodNotOffered(['GET']),
      { kind: 'method-not-offered', offered: ['GET'] },
    ],
    ['a method at no address', new MethodNotOffered([]), { kind: 'method-unknown' }],
    ['a content coding', new EncodingNotAccepted('br'), { kind: 'encoding-not-accepted' }],
    ['a body that does not unpack', new PackedBodyBroken('unpacked'), { kind: 'encoding-broken' }],
    [
      'a body that unpacks to too much',
      new PackedBodyTooLarge('unpacked'),
      { kind: 'too-large', limit: null, unpacked: true },
    ],
    ['a request that is late', new UnreadableRequest(408), { kind: 'timeout' }],
    ['headers that are too large', new UnreadableRequest(431), { kind: 'head-too-large', status: 431 }],
    ['a media type', Object.assign(new Error('type'), { statusCode: 415 }), { kind: 'media-type' }],
    ['any other refusal of the framework', Object.assign(new Error('no'), { statusCode: 418 }), { kind: 'unreadable' }],
    ['a mistake of ours', new TypeError('no'), { kind: 'fault' }],
    ['what is no error at all', 'no', { kind: 'fault' }],
  ])('for %s is one kind of failure', (_what, thrown, failure) => {
    expect(failureOf(thrown, null)).toEqual(failure);
  });
});
