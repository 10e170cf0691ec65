import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EVENT_STORE_FILE } from '@luciq/event-store/sqlite';
import { readSettings } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import { freePort } from '@luciq/test-engines/programs';
import { StandaloneSettings } from '../../../standalone/src/settings.ts';
import type { Standalone } from '../../../standalone/src/standalone.ts';
import { startStandalone } from '../../../standalone/src/standalone.ts';

const TOKEN = 'demo.0123456789abcdef0123456789abcdef';
const folder = mkdtempSync(join(tmpdir(), 'luciq-edge-'));
const lines: string[] = [];
let running: Standalone;

const origin = (): string => new URL(running.scimBaseUrl).origin;

interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends bytes as they are, and answers what came back. */
async function raw(
  method: string,
  path: string,
  options: { readonly headers?: readonly string[]; readonly body?: string | Buffer } = {},
): Promise<Answer> {
  const { headers = [], body = '' } = options;
  const { hostname, port } = new URL(origin());
  const socket = connect(Number(port), hostname);
  const head = [
    `${method} ${path} HTTP/1.1`,
    'host: x',
    'connection: close',
    `authorization: Bearer ${TOKEN}`,
    ...headers,
  ].join('\r\n');
  socket.write(`${head}\r\n\r\n`);
  socket.write(body);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => void chunks.push(chunk));
  await once(socket, 'close');
  const [first = '', ...rest] = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(first)?.[1]),
    head: first.toLowerCase(),
    body: rest.join('\r\n\r\n'),
  };
}

const sized = (body: Buffer, ...more: readonly string[]): readonly string[] => [
  'content-type: application/scim+json',
  `content-length: ${body.length}`,
  ...more,
];

const user = (userName: string): string =>
  JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName });

const send = (path: string, body: Buffer, encoding: string): Promise<Answer> =>
  raw('POST', path, { headers: sized(body, `content-encoding: ${encoding}`), body });

beforeAll(async () => {
  const settings = readSettings(StandaloneSettings, {
    PORT: '0',
    LUCIQ_DATA_DIR: folder,
    LUCIQ_BOOTSTRAP_TOKEN: TOKEN,
  });
  running = await startStandalone({ settings, log: openLog({ write: (line: string) => void lines.push(line) }) });
});

afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true });
});

describe('A compressed body', () => {
  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['IDENTITY', (text: string) => Buffer.from(text)],
  ] as const)('is read with the coding %s', async (encoding, pack) => {
    const name = `${randomBytes(6).toString('hex')}@edge.example`;
    const { status, body } = await send('/scim/v2/Users', pack(user(name)), encoding);
    expect([status, JSON.parse(body)]).toEqual([201, expect.objectContaining({ userName: name })]);
  });

  it('is read by the account API too', async () => {
    const body = gzipSync(JSON.stringify({ link: 'nothing' }));
    const said = await raw('POST', '/account/v1/setup-session', {
      headers: [`content-length: ${body.length}`, 'content-type: application/json', 'content-encoding: gzip'],
      body,
    });
    expect(JSON.parse(said.body)).toMatchObject({ kind: 'setup-link-unknown' });
  });

  it.each(['br', 'zstd', 'gzip, gzip', 'nonsense'])(
    'with the coding %s is 415 and names those that are taken',
    async (encoding) => {
      const { status, head, body } = await send('/scim/v2/Users', Buffer.from(user('x@edge.example')), encoding);
      expect([status, JSON.parse(body)]).toEqual([
        415,
        expect.objectContaining({ detail: expect.stringContaining('gzip, deflate') }),
      ]);
      expect(head).toContain('accept-encoding: gzip, deflate');
    },
  );

  it('that is not what its coding says, or is cut off, is 400', async () => {
    const whole = gzipSync(user('cut@edge.example'));
    for (const body of [
      Buffer.from(user('plain@edge.example')),
      whole.subarray(0, whole.length - 6),
      Buffer.from([0x1f, 0x8b, 8]),
      Buffer.concat([whole, Buffer.from('{}')]),
    ]) {
      const said = await send('/scim/v2/Users', body, 'gzip');
      expect([said.status, JSON.parse(said.body)]).toEqual([
        400,
        expect.objectContaining({ scimType: 'invalidSyntax' }),
      ]);
    }
  });

  it('unpacks no further than a plain body may be, nor out of all proportion', async () => {
    const over = gzipSync(randomBytes(700_000).toString('hex'));
    const bomb = gzipSync(Buffer.alloc(900_000, ' '));
    for (const body of [over, bomb]) expect((await send('/scim/v2/Users', body, 'gzip')).status).toBe(413);
    expect((await send('/scim/v2/Groups', gzipSync(Buffer.alloc(15_000_000, ' ')), 'gzip')).status).toBe(413);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
  ] as const)('with the coding %s that goes on after its end is 400', async (encoding, pack) => {
    const said = await send(
      '/scim/v2/Users',
      Buffer.concat([pack(user('more@edge.example')), Buffer.from('garbage')]),
      encoding,
    );
    expect([said.status, said.body]).toEqual([400, expect.stringContaining('Content-Encoding')]);
  });

  it('may come in chunks', async () => {
    const [name, body] = ['chunks@edge.example', gzipSync(user('chunks@edge.example'))];
    const chunks = [body.subarray(0, 9), body.subarray(9)].map((chunk) =>
      Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
    );
    const headers = ['content-type: application/scim+json', 'content-encoding: gzip', 'transfer-encoding: chunked'];
    const said = await raw('POST', '/scim/v2/Users', {
      headers,
      body: Buffer.concat([...chunks, Buffer.from('0\r\n\r\n')]),
    });
    expect([said.status, JSON.parse(said.body)]).toEqual([201, expect.objectContaining({ userName: name })]);
  });

  it('that is broken is told so by the account API', async () => {
    const body = Buffer.from('{}');
    const said = await raw('POST', '/account/v1/setup-session', {
      headers: [`content-length: ${body.length}`, 'content-type: application/json', 'content-encoding: gzip'],
      body,
    });
    expect([said.status, JSON.parse(said.body)]).toEqual([400, expect.objectContaining({ kind: 'encoding-broken' })]);
  });

  it('is not unpacked for a client that nobody let in', async () => {
    const bomb = gzipSync(Buffer.alloc(900_000, ' '));
    const response = await fetch(`${running.scimBaseUrl}/Users`, {
      method: 'POST',
      body: bomb,
      headers: { 'content-type': 'application/scim+json', 'content-encoding': 'gzip' },
    });
    expect(response.status).toBe(401);
  });
});

describe('A request without a body', () => {
  it('may have any Content-Type, on every method', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'nonsense', 'application/scim+json']) {
      for (const length of [[], ['content-length: 0']]) {
        expect([
          type,
          (await raw('DELETE', '/scim/v2/Users/nobody', { headers: [`content-type: ${type}`, ...length] })).status,
        ]).toEqual([type, 404]);
        expect([
          type,
          (await raw('GET', '/scim/v2/Users/nobody', { headers: [`content-type: ${type}`, ...length] })).status,
        ]).toEqual([type, 404]);
      }
      const chunked = { headers: [`content-type: ${type}`, 'transfer-encoding: chunked'], body: '0\r\n\r\n' };
      expect([type, (await raw('DELETE', '/scim/v2/Users/nobody', chunked)).status]).toEqual([type, 404]);
      expect([type, (await raw('POST', '/scim/v2/Users', chunked)).status]).toEqual([type, 400]);
    }
  });

  it('is told that it needs one where it does', async () => {
    const { status, body } = await raw('POST', '/scim/v2/Users', {
      headers: ['content-type: text/plain', 'content-length: 0'],
    });
    expect([status, JSON.parse(body)]).toEqual([400, expect.objectContaining({ scimType: 'invalidSyntax' })]);
  });
});

describe('A method', () => {
  it.each(['QUERY', 'OPTIONS', 'PROPFIND', 'TRACE', 'BREW'])(
    '%s is 405 with Allow where the address exists, and 501 where it does not',
    async (method) => {
      const users = await raw(method, '/scim/v2/Users?count=1');
      expect([users.status, JSON.parse(users.body)]).toEqual([405, expect.objectContaining({ status: '405' })]);
      expect(users.head).toContain('allow: get, head, post');
      const one = await raw(method, '/scim/v2/Users/x');
      expect([one.status, /allow: (.*)/.exec(one.head)?.[1]?.trim()]).toEqual([405, 'delete, get, head, patch, put']);
      expect((await raw(method, '/scim/v2/Nothing')).status).toBe(501);
      const account = await raw(method, '/account/v1/companies/demo/tokens');
      expect([account.status, JSON.parse(account.body)]).toEqual([
        405,
        expect.objectContaining({ status: 405, detail: expect.any(String) }),
      ]);
      expect([
        account.head.includes('allow: get, head, post'),
        account.head.includes('application/problem+json'),
      ]).toEqual([true, true]);
      expect((await raw(method, '/account/v1/nothing')).status).toBe(501);
    },
  );

  it('that another address has is 405 with Allow in the account API', async () => {
    const { status, head } = await raw('DELETE', '/account/v1/companies/demo/tokens');
    expect([status, head.includes('allow: get, head, post')]).toEqual([405, true]);
  });
});

describe('A plus in a query', () => {
  it('is a plus where blanks are written as %20, and a blank where they are not', async () => {
    const name = 'ada+tag@edge.example';
    await send('/scim/v2/Users', gzipSync(user(name)), 'gzip');
    const found = async (query: string): Promise<number> =>
      (JSON.parse((await raw('GET', `/scim/v2/Users?${query}`)).body) as { totalResults: number }).totalResults;
    expect(await found(`filter=userName%20eq%20%22${name}%22`)).toBe(1);
    expect(await found(`filter=userName+eq+%22${name.replace('+', '%2B')}%22`)).toBe(1);
    expect(await found(`filter=userName+eq+%22${name}%22`)).toBe(0);
    expect(await found(`count=1&filter=userName%20sw%20%22ada+t%22`)).toBe(1);
    const body = JSON.stringify({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
      filter: `userName eq "${name}"`,
    });
    const searched = await raw('POST', '/scim/v2/Users/.search', { headers: sized(Buffer.from(body)), body });
    expect(JSON.parse(searched.body)).toMatchObject({ totalResults: 1 });
    const page = await raw(
      'GET',
      `/scim/v2/Users?filter=userName%20eq%20%22${name}%22&attributes=userName,+displayName`,
    );
    expect(page.status).toBe(200);
  });
});

describe('A request that follows another one in the same packet', () => {
  it('is answered for its own address where its method is not known', async () => {
    const { hostname, port } = new URL(origin());
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => void chunks.push(chunk));
    socket.write('GET /scim/v2/Users HTTP/1.1\r\nhost: x\r\n\r\nBREW /scim/v2/Nothing HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(socket, 'close');
    expect(Buffer.concat(chunks).toString('utf8')).toContain('HTTP/1.1 501');
  });
});

describe('The length of a body', () => {
  it.each([
    ['two lengths', ['content-length: 5', 'content-length: 6']],
    ['a length beside chunks', ['content-length: 5', 'transfer-encoding: chunked']],
    ['chunks inside of something else', ['transfer-encoding: chunked, identity']],
  ])('is refused where it is said in two ways, and nothing after it is a request: %s', async (_, headers) => {
    const body = '0\r\n\r\nGET /scim/v2/Schemas HTTP/1.1\r\nhost: x\r\n\r\n';
    const said = await raw('POST', '/scim/v2/Users', {
      headers: ['content-type: application/scim+json', ...headers],
      body,
    });
    expect([said.status, said.head.includes('connection: close'), said.body.includes('HTTP/1.1')]).toEqual([
      400,
      true,
      false,
    ]);
  });
});

describe('Over TLS', () => {
  it('every answer insists on it, and so do those without a resource', async () => {
    const [place, port] = [mkdtempSync(join(tmpdir(), 'luciq-tls-')), await freePort()];
    const settings = readSettings(StandaloneSettings, {
      PORT: String(port),
      LUCIQ_DATA_DIR: place,
      LUCIQ_BOOTSTRAP_TOKEN: TOKEN,
      LUCIQ_PUBLIC_URL: 'https://scim.example.com',
    });
    const here = await startStandalone({ settings, log: openLog({ write: () => undefined }) });
    const ask = (method: string, path: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        redirect: 'manual',
        headers: { authorization: `Bearer ${TOKEN}`, ...headers },
      });
    const owner = (await (await ask('GET', '/scim/v2/Users')).json()) as {
      Resources: { id: string; meta: { version: string } }[];
    };
    const [{ id = '', meta } = {}] = owner.Resources as { id?: string; meta?: { version: string } }[];
    const said = await Promise.all([
      ask('GET', `/scim/v2/Users/${id}`, { 'if-none-match': meta?.version ?? '' }),
      ask('GET', '/scim/v2/Schemas'),
      ask('GET', '/scim/v2/Users/%zz'),
      ask('GET', '/account/v1/%zz'),
      ask('GET', '/account/v1/session'),
      ask('GET', '/console/'),
      ask('GET', '/'),
    ]);
    await here.close();
    rmSync(place, { recursive: true });
    expect(said.map(({ status }) => status)).toEqual([304, 200, 400, 400, 401, expect.any(Number), 302]);
    for (const { headers } of said)
      expect([headers.get('strict-transport-security'), headers.get('x-content-type-options')]).toEqual([
        'max-age=31536000',
        'nosniff',
      ]);
    for (const { headers } of said.slice(0, 5)) expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('Every SCIM answer', () => {
  it('stays in no cache, in no page and is not guessed at, whatever its status', async () => {
    const said = [
      await raw('GET', '/scim/v2/Users'),
      await raw('GET', '/scim/v2/Users/nobody'),
      await raw('GET', '/scim/v2/Schemas'),
      await raw('GET', '/scim/v2/Nothing'),
      await raw('GET', '/scim/v2/Users/%zz'),
      await raw('BREW', '/scim/v2/Users'),
      await raw('POST', '/scim/v2/Users', { headers: ['content-type: text/plain', 'content-length: 1'], body: 'x' }),
      await raw('G\x01T', '/scim/v2/Users'),
    ];
    expect(said.map(({ status }) => status)).toEqual([200, 404, 200, 404, 400, 405, 415, 400]);
    const headers = [
      'cache-control: no-store',
      'x-content-type-options: nosniff',
      "content-security-policy: default-src 'none'; frame-ancestors 'none'",
    ];
    for (const { head } of said) expect(headers.filter((header) => !head.includes(header))).toEqual([]);
  });

  it('writes no line of an error for what a client did', async () => {
    lines.length = 0;
    for (const [method, path] of [
      ['GET', '/Me'],
      ['BREW', '/Nothing'],
      ['PATCH', '/Users'],
      ['GET', '/Users?filter=x'],
      ['GET', '/Users/nobody'],
    ] as const)
      await raw(method, `/scim/v2${path}`);
    await raw('POST', '/account/v1/nothing');
    await fetch(`${running.scimBaseUrl}/Users`);
    await send('/scim/v2/Users', Buffer.from('{}'), 'gzip');
    await send('/scim/v2/Users', Buffer.from('{}'), 'br');
    // Clients that hang up in the middle of a body, also of a form.
    for (const [path, type] of [
      ['/saml/demo/acs', 'application/x-www-form-urlencoded'],
      ['/account/v1/setup-session', 'application/json'],
      ['/scim/v2/Users', 'text/plain'],
    ] as const) {
      const { hostname, port } = new URL(origin());
      const socket = connect(Number(port), hostname);
      socket.write(
        `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\ncontent-type: ${type}\r\ncontent-length: 99\r\n\r\n`,
      );
      // What was written is there before another request is answered.
      await raw('GET', '/scim/v2/Schemas');
      socket.destroy();
      await raw('GET', '/scim/v2/Schemas');
    }
    expect(
      lines.filter((line) => (JSON.parse(line) as { level: unknown }).level === 'error' || line.includes('"level":50')),
    ).toEqual([]);
  });
});

describe('Files of data', () => {
  it('are of the running user alone, whatever was there before and whatever the umask is', async () => {
    const old = process.umask(0);
    const place = join(mkdtempSync(join(tmpdir(), 'luciq-modes-')), 'data');
    try {
      mkdirSync(place, { mode: 0o755 });
      writeFileSync(join(place, EVENT_STORE_FILE), '');
      chmodSync(join(place, EVENT_STORE_FILE), 0o644);
      const settings = readSettings(StandaloneSettings, {
        PORT: '0',
        LUCIQ_DATA_DIR: place,
        LUCIQ_BOOTSTRAP_TOKEN: TOKEN,
      });
      const here = await startStandalone({ settings, log: openLog({ write: () => undefined }) });
      const open = readdirSync(place, { recursive: true, withFileTypes: true })
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((path) => (statSync(path).mode & 0o077) !== 0);
      await here.close();
      expect(open).toEqual([]);
    } finally {
      process.umask(old);
      rmSync(join(place, '..'), { recursive: true });
    }
  });
});

describe('A start', () => {
  it('on a port that is taken issues no token, so that the next one shows it', async () => {
    const place = mkdtempSync(join(tmpdir(), 'luciq-taken-'));
    const on = (port: string): Promise<Standalone> =>
      startStandalone({
        settings: readSettings(StandaloneSettings, { PORT: port, LUCIQ_DATA_DIR: place }),
        log: openLog({ write: () => undefined }),
      });
    await expect(on(new URL(origin()).port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const here = await on('0');
    await here.close();
    rmSync(place, { recursive: true });
    expect(here.newToken).not.toBeNull();
  });

  it('answers nothing before the token it prints is good', async () => {
    const place = mkdtempSync(join(tmpdir(), 'luciq-first-'));
    const port = await freePort();
    const settings = readSettings(StandaloneSettings, {
      PORT: String(port),
      LUCIQ_DATA_DIR: place,
      LUCIQ_BOOTSTRAP_TOKEN: TOKEN,
    });
    const statuses: number[] = [];
    let started = false;
    const ask = async (): Promise<void> => {
      while (!started || statuses.length === 0) {
        const response = await fetch(`http://127.0.0.1:${port}/scim/v2/Users`, {
          headers: { authorization: `Bearer ${TOKEN}` },
        }).catch(() => null);
        if (response) statuses.push(response.status);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const asking = ask();
    const here = await startStandalone({ settings, log: openLog({ write: () => undefined }) });
    started = true;
    await asking;
    await here.close();
    rmSync(place, { recursive: true });
    expect([...new Set(statuses)]).toEqual([200]);
  });
});
