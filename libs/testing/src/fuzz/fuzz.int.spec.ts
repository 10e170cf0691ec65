import { createServer } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { parseJson } from '../http/index.ts';
import { checkAnswer, hostileRequests, HostileSender, Random } from './index.ts';

const world = {
  token: 'id.0123456789abcdef0123456789abcdef',
  ids: ['a', 'b'],
  foreignIds: ['c'],
  otherToken: 'other.0123456789abcdef0123456789abcdef',
};
const COUNT = 400;

const scimError = (status: number): string =>
  JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status), detail: 'No.' });

describe('hostile requests', () => {
  it('are the same for the same seed, and others for another', () => {
    const of = (seed: number): string =>
      JSON.stringify([...hostileRequests(seed, COUNT, world)].map(({ method, path, why }) => [method, path, why]));
    expect(of(7)).toBe(of(7));
    expect(of(7)).not.toBe(of(8));
  });

  it('never allow a failure of the server', () => {
    const allowed = [...hostileRequests(1, COUNT, world)].flatMap((request) => request.allowed);
    expect(allowed.filter((status) => status >= 500 && status !== 501)).toEqual([]);
  });

  it('can all be sent as they are', async () => {
    const server = createServer({ maxHeaderSize: 200_000 }, (request, response) => {
      request
        .resume()
        .on('end', () =>
          response
            .writeHead(404, { 'content-type': 'application/scim+json', 'www-authenticate': 'Bearer' })
            .end(scimError(404)),
        );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    const sender = new HostileSender(`http://127.0.0.1:${address.port}/scim/v2`);
    try {
      for (const request of hostileRequests(3, COUNT, world)) expect((await sender.send(request)).status).toBe(404);
    } finally {
      sender.close();
      server.close();
    }
  });

  it('tell a wrong answer from a right one, with the seed and number to repeat it', () => {
    const [request] = hostileRequests(5, 1, world);
    if (!request) throw new Error('no request');
    const answer = (status: number, text: string) => ({
      status,
      text,
      json: parseJson(text),
      headers: { 'content-type': 'application/scim+json' },
    });
    const allowed = { ...request, allowed: [400] };
    expect(checkAnswer(allowed, answer(400, scimError(400)))).toBeNull();
    expect(checkAnswer(allowed, answer(500, scimError(500)))).toMatch(/^seed 5, request 0 .*status 500/);
    expect(checkAnswer(allowed, answer(400, '{"message":"Bad Request"}'))).toContain('schemas of a 400');
  });
});

describe('the seeded numbers', () => {
  it('stay below their bound and reach all of it', () => {
    const random = new Random(1);
    const seen = new Set(Array.from({ length: 1_000 }, () => random.below(10)));
    expect([...seen].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
