import { expect, it } from '@jest/globals';
import { RateLimit } from './rate-limit.ts';

const limited = () => {
  const clock = { now: 0 };
  return { clock, limit: new RateLimit({ perSecond: 10, burst: 20 }, () => clock.now) };
};
const admitted = (limit: RateLimit, requests: number, company = 'acme'): number =>
  Array.from({ length: requests }, () => limit.admit(company)).filter((wait) => wait === 0).length;

it('lets a burst in, and then as many as come back in time', () => {
  const { clock, limit } = limited();
  expect(admitted(limit, 50)).toBe(20);
  clock.now += 500;
  expect(admitted(limit, 50)).toBe(5);
  clock.now += 3_600_000;
  expect(admitted(limit, 50)).toBe(20);
});

it('says after how many whole seconds a request is let in, and lets it in then', () => {
  const { clock, limit } = limited();
  admitted(limit, 20);
  limit.charge('acme', 25);
  const wait = limit.admit('acme');
  expect(wait).toBe(3);
  clock.now += wait * 1_000;
  expect(limit.admit('acme')).toBe(0);
});

it('counts each company by itself, and nobody where there is no rate', () => {
  const { limit } = limited();
  expect(admitted(limit, 50, 'acme')).toBe(20);
  expect(admitted(limit, 50, 'globex')).toBe(20);
  expect(admitted(new RateLimit(null), 1_000)).toBe(1_000);
});
