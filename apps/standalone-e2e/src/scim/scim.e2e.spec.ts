import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EVENT_STORE_FILE, openSqliteEventStore } from '@luciq/event-store/sqlite';
import { readSettings } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import { registerCompany } from '@luciq/testing/companies';
import { checkAnswer, hostileRequests, HostileSender } from '@luciq/testing/fuzz';
import { playOkta } from '@luciq/testing/okta-double';
import { parseOktaSuite, runOktaSpec } from '@luciq/testing/okta-spec';
import { loadTranscripts, playTranscript } from '@luciq/testing/transcripts';
import { StandaloneSettings } from '../../../standalone/src/settings.ts';
import type { Standalone } from '../../../standalone/src/standalone.ts';
import { startStandalone } from '../../../standalone/src/standalone.ts';

const TRANSCRIPTS = join(import.meta.dirname, '../../../../transcripts');
const FUZZ_REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 10_000);
const FUZZ_SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_124);
const token = 'demo.0123456789abcdef0123456789abcdef';
const otherToken = 'other.0123456789abcdef0123456789abcdef';
const catalogueToken = 'catalogue.0123456789abcdef0123456789abcdef';
const expiredToken = 'expired.0123456789abcdef0123456789abcdef';
const offToken = 'off.0123456789abcdef0123456789abcdef';
const pausedToken = 'paused.0123456789abcdef0123456789abcdef';

const folder = mkdtempSync(join(tmpdir(), 'luciq-scim-'));
const lines: string[] = [];
let running: Standalone;

type Answer = { status: number; headers: Headers; json: Record<string, unknown> };

async function ask(
  method: string,
  path: string,
  options: { as?: string; body?: unknown; raw?: string | Buffer; type?: string } = {},
): Promise<Answer> {
  const { as = token, body, raw, type = 'application/scim+json' } = options;
  const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(`${running.scimBaseUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${as}`, ...(payload === undefined ? {} : { 'content-type': type }) },
    ...(payload === undefined ? {} : { body: payload }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    json: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}

const ownerId = async (): Promise<string> => {
  const { json } = await ask('GET', `/Users?filter=${encodeURIComponent('userName eq "owner@demo.example"')}`);
  return String((json['Resources'] as { id: string }[])[0]?.id);
};

beforeAll(async () => {
  const settings = readSettings(StandaloneSettings, {
    PORT: '0',
    LUCIQ_DATA_DIR: folder,
    LUCIQ_BOOTSTRAP_TOKEN: token,
  });
  running = await startStandalone({ settings, log: openLog({ write: (line: string) => void lines.push(line) }) });
  const store = openSqliteEventStore({ file: join(folder, EVENT_STORE_FILE) });
  await registerCompany(store, { companyId: 'other', token: otherToken });
  await registerCompany(store, { companyId: 'catalogue', token: catalogueToken, applications: ['Shop', 'Bank'] });
  await registerCompany(store, { companyId: 'expired', token: expiredToken, expiresAt: '2020-01-01T00:00:00Z' });
  await registerCompany(store, { companyId: 'off', token: offToken, scim: 'off' });
  await registerCompany(store, { companyId: 'paused', token: pausedToken, scim: 'paused' });
  await store.close();
});

afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true });
});

describe('recorded conversations', () => {
  it.each(loadTranscripts(TRANSCRIPTS).map((transcript) => [transcript.name, transcript] as const))(
    '%s',
    async (_name, transcript) => {
      const needsCatalogue = transcript.needs.includes('applicationCatalogue');
      const variables = {
        ownerId: await ownerId(),
        application: 'Any App',
        otherToken,
        pausedToken,
        applicationCatalogue: 'Shop, Bank',
      };
      const played = await playTranscript(transcript, {
        base: running.scimBaseUrl,
        token: needsCatalogue ? catalogueToken : token,
        variables,
      });
      expect(played.failures).toEqual([]);
      expect(played.steps.length).toBeGreaterThan(0);
    },
  );
});

describe('Okta', () => {
  it.each(['aiw', 'oin'] as const)('sets up and lives with the service in the dialect %s', async (dialect) => {
    const { failed, passed, checks } = await playOkta({
      base: running.scimBaseUrl,
      token,
      dialect,
      applications: ['Any App'],
    });
    expect(checks.filter((check) => !check.passed)).toEqual([]);
    expect(failed).toBe(0);
    expect(passed).toBeGreaterThan(80);
  });

  const suite = process.env['OKTA_SPEC_FILE'];
  const published = suite === undefined ? it.skip : it;
  published('passes its own published suite, all 53 assertions (OKTA_SPEC_FILE names the file)', async () => {
    const assertions = await runOktaSpec(parseOktaSuite(readFileSync(suite ?? '', 'utf8')), {
      base: running.scimBaseUrl,
      authorization: `Bearer ${token}`,
    });
    expect(assertions.filter(({ passed }) => !passed)).toEqual([]);
    expect(assertions).toHaveLength(53);
  });
});

describe('tokens', () => {
  const unauthorized = { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '401' };

  it.each([
    ['no token at all', ''],
    ['a token with another secret', 'demo.fffffffffffffffffffffffffffffffff'],
    ['a token that nobody has', 'nobody.0123456789abcdef0123456789abcdef'],
    ['a token that has expired', expiredToken],
    ['a token of a company whose SCIM is off', offToken],
  ])('%s is answered 401, before the body is read', async (_what, as) => {
    const answer = await ask('POST', '/Users', { as, raw: '{broken' });
    expect(answer.status).toBe(401);
    expect(answer.json).toMatchObject(unauthorized);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  it('a member of another company does not exist, whatever is asked of it', async () => {
    const made = await ask('POST', '/Users', { body: { userName: 'mine@demo.example' } });
    const path = `/Users/${String(made.json['id'])}`;
    const patch = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', value: { active: false } }],
    };
    const asked = [
      await ask('GET', path, { as: otherToken }),
      await ask('PUT', path, { as: otherToken, body: { userName: 'x' } }),
      await ask('PATCH', path, { as: otherToken, body: patch }),
      await ask('DELETE', path, { as: otherToken }),
    ];
    expect(asked.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect((await ask('GET', path)).json['active']).toBe(true);
    expect(JSON.stringify((await ask('GET', '/Users', { as: otherToken })).json)).not.toContain(
      String(made.json['id']),
    );
  });
});

describe('a company that is paused', () => {
  const search = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], count: 1 };

  it.each([
    ['GET', '/Users', undefined],
    ['GET', '/ServiceProviderConfig', undefined],
    ['GET', `/Users?filter=${encodeURIComponent('userName eq "nobody"')}`, undefined],
    ['POST', '/Users/.search', search],
    ['POST', '/Groups/.search', search],
    ['POST', '/.search', search],
  ])('reads as ever: %s %s', async (method, path, body) => {
    expect((await ask(method, path, { as: pausedToken, body })).status).toBe(200);
  });

  it.each([
    ['POST', '/Users'],
    ['POST', '/Groups'],
    ['POST', '/Bulk'],
    ['PUT', '/Users/u1'],
    ['PATCH', '/Groups/g1'],
    ['DELETE', '/Users/u1'],
  ])('has its writes held back with a time to come again: %s %s', async (method, path) => {
    const answer = await ask(method, path, { as: pausedToken, ...(method === 'DELETE' ? {} : { raw: '{broken' }) });
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('3600');
    expect(answer.json).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '429',
      detail: expect.stringMatching(/paused by an administrator/),
    });
  });
});

describe('what is written and what is not', () => {
  const head = async (): Promise<bigint> => {
    const store = openSqliteEventStore({ file: join(folder, EVENT_STORE_FILE), readOnly: true });
    const position = await store.head();
    await store.close();
    return position;
  };

  it('a PUT of what GET answered appends nothing and leaves lastModified', async () => {
    const body = {
      userName: 'Round@Trip.example',
      name: { givenName: 'Round', familyName: 'Trip' },
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'D', manager: { value: 'm1' } },
      'urn:ietf:params:scim:schemas:extension:instabug:2.0:User': {
        instabugRole: 'adminstrator',
        instabugApplications: ['A', 'B'],
      },
    };
    const { json: made } = await ask('POST', '/Users', { body });
    const path = `/Users/${String(made['id'])}`;
    const before = await head();
    const { json: read } = await ask('GET', path);
    const { status, json: put } = await ask('PUT', path, { body: read });
    expect(status).toBe(200);
    expect(put).toEqual(read);
    expect(await head()).toBe(before);
  });

  it('every record of a request names it, its token and the company sequence has no gap', async () => {
    const made = await ask('POST', '/Users', { body: { userName: 'cause@demo.example', password: 'Never-Kept-1' } });
    const store = openSqliteEventStore({ file: join(folder, EVENT_STORE_FILE), readOnly: true });
    const { records } = await store.readLog({ after: 0n, limit: 100_000, companyId: 'demo' });
    await store.close();
    const own = records.filter(({ cause }) => cause.requestId === made.headers.get('x-request-id'));
    expect(own).toHaveLength(1);
    expect(own[0]?.cause).toMatchObject({ tokenId: 'demo', actor: { kind: 'idp', id: 'demo' } });
    const sequences = records.flatMap(({ companySequence }) => companySequence ?? []);
    expect(sequences).toEqual(sequences.map((_value, index) => index + 1));
    expect(
      JSON.stringify(records, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain('Never-Kept-1');
  });

  it('two creates of one userName at once give one 201 and one 409', async () => {
    const twice = await Promise.all(
      [1, 2].map(() => ask('POST', '/Users', { body: { userName: 'twice@demo.example' } })),
    );
    expect(twice.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('many changes of one member at once are all answered 200 and none is lost', async () => {
    const { json } = await ask('POST', '/Users', { body: { userName: 'busy@demo.example' } });
    const types = Array.from({ length: 15 }, (_, index) => `t${index}`);
    const patch = (type: string): unknown => ({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'add', path: 'emails', value: [{ type, value: `${type}@x.example` }] }],
    });
    const answers = await Promise.all(
      types.map((type) => ask('PATCH', `/Users/${String(json['id'])}`, { body: patch(type) })),
    );
    expect(answers.map(({ status }) => status)).toEqual(types.map(() => 200));
    const { json: read } = await ask('GET', `/Users/${String(json['id'])}`);
    expect((read['emails'] as { type: string }[]).map(({ type }) => type).sort()).toEqual([...types].sort());
  });

  it('the log says nothing of names, tokens or secrets', () => {
    expect(lines.join('\n')).not.toMatch(/@|0123456789abcdef|owner/);
  });
});

describe('limits', () => {
  const padded = (bytes: number): string => JSON.stringify({ padding: 'x'.repeat(bytes) });
  it.each([
    ['/Users', 1_048_576],
    ['/Groups', 16_777_216],
    ['/Bulk', 4_194_304],
    ['/Users/.search', 1_048_576],
  ])('a body to %s may have as many bytes as a 413 names, and no more', async (path, limit) => {
    const over = await ask('POST', path, { raw: padded(limit) });
    expect([over.status, String(over.json['detail']).includes(String(limit))]).toEqual([413, true]);
    expect((await ask('POST', path, { raw: padded(limit - 1_000) })).status).toBe(400);
  });

  it('a client that sends far more than the limit is told so, and not cut off while it sends', async () => {
    const answers = await Promise.all(
      [8, 20, 32].map((mebibytes) => ask('POST', '/Bulk', { raw: Buffer.alloc(mebibytes * 1_048_576, 'x') })),
    );
    expect(answers.map(({ status }) => status)).toEqual([413, 413, 413]);
  });

  it('a request about a group may name 100,000 members, and no more', async () => {
    const { json: made } = await ask('POST', '/Users', { body: { userName: 'many@demo.example' } });
    const members = Array.from({ length: 100_000 }, () => ({
      value: String(made['id']),
      display: 'many@demo.example',
    }));
    const created = await ask('POST', '/Groups', { body: { displayName: 'Many', members } });
    expect([created.status, (created.json['members'] as unknown[]).length]).toEqual([201, 1]);
    const tooMany = await ask('POST', '/Groups', {
      body: { displayName: 'More', members: [...members, ...members.slice(0, 1)] },
    });
    expect([tooMany.status, tooMany.json['scimType']]).toEqual([400, 'invalidValue']);
  });
});

describe('hostile requests', () => {
  it(`get a SCIM error of the right status, ${FUZZ_REQUESTS} of them from seed ${FUZZ_SEED}`, async () => {
    const { json } = await ask('POST', '/Users', { body: { userName: 'target@demo.example' } });
    const { json: foreign } = await ask('POST', '/Users', {
      as: otherToken,
      body: { userName: 'foreign@other.example' },
    });
    const before = (await ask('GET', `/Users/${String(foreign['id'])}`, { as: otherToken })).json;
    const sender = new HostileSender(running.scimBaseUrl);
    const world = {
      token,
      otherToken: 'nobody.0123456789abcdef0123456789abcdef',
      ids: [String(json['id'])],
      foreignIds: [String(foreign['id'])],
    };
    const wrong: string[] = [];
    for (const request of hostileRequests(FUZZ_SEED, FUZZ_REQUESTS, world)) {
      const fault = checkAnswer(request, await sender.send(request));
      if (fault !== null) wrong.push(`seed ${FUZZ_SEED} number ${request.number}: ${fault}`);
    }
    sender.close();
    expect(wrong).toEqual([]);
    expect((await ask('GET', `/Users/${String(foreign['id'])}`, { as: otherToken })).json).toEqual(before);
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
    expect((await ask('GET', '/Users?count=1')).status).toBe(200);
  }, 600_000);
});
