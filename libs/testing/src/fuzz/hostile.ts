import type { HttpAnswer, HttpRequest } from '../http/index.ts';
import { envelopeFaults } from '../http/index.ts';
import { Random } from './random.ts';
import { hostileBytes, hostileFilter, hostilePatch, hostileUser } from './values.ts';

/** What the requests are made of besides the seed. */
export interface HostileWorld {
  readonly token: string;
  /** A token of another company, or one that nobody has. */
  readonly otherToken?: string;
  /** Ids of members of the company itself. */
  readonly ids?: readonly string[];
  /** Ids of members of another company: always 404. */
  readonly foreignIds?: readonly string[];
}

/** A request that a careless server falls over, and the statuses that are right for it. */
export interface HostileRequest extends HttpRequest {
  /** Its number in the run, from 0: seed and number find it again. */
  readonly number: number;
  readonly seed: number;
  readonly why: string;
  readonly allowed: readonly number[];
}

type Draft = Omit<HostileRequest, 'number' | 'seed' | 'headers'> & {
  readonly headers?: Readonly<Record<string, string>>;
};

interface Making {
  readonly random: Random;
  readonly world: HostileWorld;
}

const UNKNOWN_ID = '7f9f4a4e-0000-4000-8000-000000000000';
const ODD_IDS = [
  '',
  '%2e%2e',
  '%2E%2E%2F%2E%2E%2Fetc%2Fpasswd',
  '%00',
  '%0d%0aX:1',
  '%ff',
  '%',
  '%zz',
  '%F0%9F%92%A9',
  '__proto__',
  'constructor',
  "'",
  '%22',
  '*',
  '-1',
  'me',
  '.search',
  'a%2Fb',
  'x'.repeat(300),
  'x'.repeat(8_000),
  UNKNOWN_ID,
] as const;

/** No route, or one that refuses: nothing of ours answers these with success. */
const REFUSED = [400, 401, 403, 404, 405, 406, 413, 414, 415, 431, 501] as const;
const READ = [200, 400, 404, 429] as const;
/** 414 and 431: the HTTP server itself refuses a line or a header that is too long. */
const LONG = [...READ, 414, 431] as const;
const WRITE = [200, 201, 204, 400, 404, 409, 413, 429] as const;

const knownId = ({ random, world }: Making): string => {
  const [first = UNKNOWN_ID, ...others] = world.ids ?? [];
  return random.pick([first, ...others]);
};

const idPath = (making: Making): { readonly path: string; readonly why: string } => {
  const { random } = making;
  if (random.chance(0.5)) return { path: `/Users/${knownId(making)}`, why: 'a known id' };
  return { path: `/Users/${random.pick(ODD_IDS)}`, why: 'an odd id' };
};

const numbers = [
  '-1',
  '0',
  '1',
  '99999999999999999999',
  '-99999999999999999999',
  '1.5',
  'x',
  '',
  'NaN',
  '1e3',
  '%00',
  '0x10',
  '٣',
] as const;

function listRequest({ random }: Making): Draft {
  const parameters = [
    `startIndex=${random.pick(numbers)}`,
    `count=${random.pick(numbers)}`,
    `filter=${encodeURIComponent(hostileFilter(random))}`,
  ];
  parameters.push(
    `attributes=${random.pick(['userName', '__proto__', ',,,', 'a'.repeat(9_000), 'name.givenName'])}`,
    `sortBy=${random.pick(['userName', '__proto__', 'x[y'])}`,
    'count=1&count=2',
    'filter=userName+pr&filter=x',
  );
  const chosen = parameters.filter(() => random.chance(0.35));
  // Characters outside ASCII can't be in a request line; they go as their escape.
  const query = chosen.join('&').replaceAll(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character));
  return {
    method: 'GET',
    path: `${random.pick(['/Users', '/Users', '/Users/', '/Groups'])}?${query}`,
    why: 'a strange list',
    allowed: LONG,
  };
}

function writeRequest(making: Making): Draft {
  const { random } = making;
  const { path, why } = idPath(making);
  const kind = random.below(5);
  if (kind === 4)
    return {
      method: random.pick(['GET', 'DELETE']),
      path: `/Users/${random.pick(ODD_IDS)}`,
      why: 'an odd id',
      allowed: [...LONG, 405],
    };
  if (kind === 0)
    return { method: 'POST', path: '/Users', body: hostileUser(random), why: 'POST of a strange user', allowed: WRITE };
  if (kind === 1)
    return {
      method: 'PUT',
      path,
      body: hostileUser(random),
      why: `PUT of a strange user to ${why}`,
      allowed: [...WRITE, 405, 414],
    };
  return {
    method: 'PATCH',
    path,
    body: hostilePatch(random),
    why: `a strange PATCH of ${why}`,
    allowed: [...WRITE, 405, 414],
  };
}

function brokenBody(making: Making): Draft {
  const { random } = making;
  const { bytes, why } = hostileBytes(random);
  const method = random.pick(['POST', 'PUT', 'PATCH']);
  const path = method === 'POST' ? '/Users' : `/Users/${knownId(making)}`;
  const contentType = random.chance(0.8)
    ? 'application/scim+json'
    : random.pick([
        'application/json',
        'text/plain',
        'application/xml',
        'x',
        'application/scim+json; charset=utf-16',
        'multipart/form-data; boundary=x',
      ]);
  return { method, path, body: bytes, headers: { 'Content-Type': contentType }, why, allowed: [...WRITE, 415] };
}

function strangeRoute({ random }: Making): Draft {
  const method = random.pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']);
  const path = random.pick([
    '/',
    '/Nope',
    '/Users/a/b',
    '/Bulk',
    '/Me',
    '/.search',
    '/users',
    '/Groups/x',
    '/Schemas/x',
    '/ServiceProviderConfig/x',
    '/%2e%2e/',
    '//',
    '/Users%00',
    '/%',
  ]);
  const body = method === 'GET' || method === 'OPTIONS' ? {} : { body: hostileUser(random) };
  return { method, path, ...body, why: 'a strange method or path', allowed: [...REFUSED, 200, 204, 409] };
}

function foreignRequest({ random, world }: Making): Draft {
  const [first = UNKNOWN_ID, ...others] = world.foreignIds ?? [];
  const path = `/Users/${random.pick([first, ...others])}`;
  const method = random.pick(['GET', 'PUT', 'PATCH', 'DELETE']);
  const body = {
    PUT: '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"foreign@example.com"}',
    PATCH:
      '{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"active":false}}]}',
  }[method];
  return { method, path, ...(body === undefined ? {} : { body }), why: 'an id of another company', allowed: [404] };
}

function strangeToken(making: Making): Draft {
  const { random, world } = making;
  const { token } = world;
  if (world.otherToken !== undefined && random.chance(0.5)) {
    return {
      method: 'GET',
      path: `/Users/${knownId(making)}`,
      headers: { Authorization: `Bearer ${world.otherToken}` },
      why: 'a token of another company',
      allowed: [401, 404],
    };
  }
  const wrong = random.pick([
    `${token}x`,
    token.slice(0, -1),
    token.split('.')[0] ?? '',
    '.',
    'Bearer',
    'Basic eDp5',
    `Bearer Bearer ${token}x`,
    `Bearer ${token},${token}`,
    'x'.repeat(4_000),
    '__proto__.x',
    '',
    `Bearer\t${token}x`,
  ]);
  return {
    method: 'GET',
    path: '/Users?count=1',
    headers: { Authorization: wrong },
    why: 'a wrong token',
    allowed: [401],
  };
}

function longHeaders({ random }: Making): Draft {
  const length = random.pick([1_000, 10_000, 60_000]);
  return {
    method: 'GET',
    path: '/Users?count=1',
    headers: { [`X-${random.text('abc', 5)}`]: 'h'.repeat(length) },
    why: 'a long header',
    allowed: LONG,
  };
}

const MAKERS = [
  listRequest,
  listRequest,
  writeRequest,
  writeRequest,
  writeRequest,
  brokenBody,
  strangeRoute,
  foreignRequest,
  strangeToken,
  longHeaders,
] as const;

/**
 * So many hostile requests, the same for the same seed and world. Every one may be sent as it is with `sendHostile`;
 * its `allowed` statuses never hold a 5xx other than 501.
 */
export function* hostileRequests(
  seed: number,
  count: number,
  world: HostileWorld,
): Generator<HostileRequest, void, undefined> {
  const making = { random: new Random(seed), world };
  for (let number = 0; number < count; number += 1) {
    const draft = making.random.pick<(making: Making) => Draft>([...MAKERS])(making);
    const headers = {
      Authorization: `Bearer ${world.token}`,
      Accept: 'application/scim+json',
      ...(draft.body === undefined ? {} : { 'Content-Type': 'application/scim+json' }),
      ...draft.headers,
    };
    yield { ...draft, headers, number, seed };
  }
}

/** What is wrong with the answer to a hostile request, with the seed and number that repeat it; null if it is right. */
export function checkAnswer(request: HostileRequest, answer: HttpAnswer): string | null {
  const faults: string[] = [];
  if (!request.allowed.includes(answer.status))
    faults.push(`status ${answer.status} is not one of ${request.allowed.join(', ')}`);
  // Node refuses what is not HTTP before any application sees it, and answers without a body.
  const refusedByNode = (answer.status === 400 || answer.status === 431) && answer.text === '';
  if (!refusedByNode) faults.push(...envelopeFaults(answer));
  if (/\bat .*\.(?:ts|js):\d+/.test(answer.text)) faults.push('the body shows a stack');
  if (faults.length === 0) return null;
  return `seed ${request.seed}, request ${request.number} (${request.why}): ${request.method} ${request.path.slice(0, 200)}: ${faults.join('; ')}: ${answer.text.slice(0, 200)}`;
}
