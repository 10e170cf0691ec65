import { expect, it } from '@jest/globals';
import { EventStoreContended, EventStoreUnavailable } from '@luciq/event-store';
import { GatewayStoreUnavailable } from '@luciq/gateway-store';
import { RowsBehind } from '@luciq/http';
import { ReadModelUnavailable } from '@luciq/read-model';
import { ANSWER_LEVELS, logAnswer, openLog } from '@luciq/telemetry';
import { heldBack, noMe, ScimException, tooManyRequests, tryLater } from './scim-error.ts';
import { scimErrorOf } from './scim-failure.ts';

const levelOf = (thrown: unknown): string | null => ANSWER_LEVELS[scimErrorOf(thrown, 'r').cause ?? 'client'];

it.each([
  ['no user behind a token', new ScimException(noMe()), 501, null],
  ['more than the rate', new ScimException(tooManyRequests(1)), 429, null],
  ['a pause', new ScimException(heldBack()), 429, null],
  ['rows that are behind', new ScimException(tryLater(1)), 429, 'warn'],
  ['many writers on one stream', new EventStoreContended('60 other writers were faster'), 429, 'warn'],
  ['an event store that is away', new EventStoreUnavailable('not-done', 'away'), 429, 'error'],
  ['rows that are away', new ReadModelUnavailable('away'), 429, 'error'],
  ['a gateway store that is away', new GatewayStoreUnavailable('away'), 429, 'error'],
  ['a request that is not whole in time', Object.assign(new Error('late'), { statusCode: 408 }), 408, null],
  ['rows that do not show what was answered', new RowsBehind(), 429, 'warn'],
  ['what nobody foresaw', new TypeError('no'), 500, 'error'],
])('%s: status and level of the line', (_what, thrown, status, level) => {
  expect([scimErrorOf(thrown, 'r').status, levelOf(thrown)]).toEqual([status, level]);
});

it('No line is written of what a client brings about', () => {
  const lines: string[] = [];
  logAnswer(openLog({ write: (line: string) => void lines.push(line) }), 'client', { status: 501 }, 'request failed');
  expect(lines).toEqual([]);
});
