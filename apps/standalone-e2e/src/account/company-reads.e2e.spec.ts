import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EventStore } from '@luciq/event-store';
import { EVENT_STORE_FILE, openSqliteEventStore } from '@luciq/event-store/sqlite';
import { companyStream } from '@luciq/events';
import { readSettings } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import { registerCompany } from '@luciq/testing/companies';
import { StandaloneSettings } from '../../../standalone/src/settings.ts';
import type { Standalone } from '../../../standalone/src/standalone.ts';
import { startStandalone } from '../../../standalone/src/standalone.ts';

const TOKEN = 'acme.0123456789abcdef0123456789abcdef';
const STREAM = companyStream('acme');

describe('a request reads the stream of its company once at most', () => {
  const secret = randomBytes(32).toString('base64url');
  const digest = createHash('sha256').update(secret).digest('hex');
  const folder = mkdtempSync(join(tmpdir(), 'company-reads-'));
  const settings = readSettings(StandaloneSettings, {
    PORT: '0',
    LUCIQ_DATA_DIR: folder,
    LUCIQ_ACCOUNT_CREDENTIALS: `luciq:companies:${digest}`,
  });
  let running: Standalone;
  let reads = 0;

  const counting = (store: EventStore): EventStore =>
    new Proxy(store, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver);
        if (typeof value !== 'function') return value;
        return (...values: unknown[]): unknown => {
          if (name === 'readStream' && values[0] === STREAM) reads += 1;
          return (value as (...values: unknown[]) => unknown).apply(target, values);
        };
      },
    });

  /** What was answered, and how often the company's stream was read for it. */
  async function sent(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: unknown,
  ): Promise<{
    readonly status: number;
    readonly reads: number;
    readonly json: Record<string, unknown>;
    readonly cookie: string;
  }> {
    reads = 0;
    const answer = await fetch(`${new URL(running.scimBaseUrl).origin}${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      reads,
      json: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      cookie: (answer.headers.getSetCookie()[0] ?? '').split(';', 1)[0] ?? '',
    };
  }
  const scim = (method: string, path: string, body?: unknown) =>
    sent(method, `/scim/v2${path}`, { authorization: `Bearer ${TOKEN}` }, body);
  const account = (method: string, path: string, body?: unknown) =>
    sent(method, `/account/v1${path}`, { authorization: `Bearer luciq.${secret}` }, body);

  // Anew for each: nothing of the company is remembered when the first request comes.
  beforeEach(async () => {
    running = await startStandalone({ settings, log: openLog({ write: () => undefined }), wrap: { store: counting } });
  });
  afterEach(() => running.close());
  beforeAll(async () => {
    const store = openSqliteEventStore({ file: join(folder, EVENT_STORE_FILE) });
    await registerCompany(store, { companyId: 'acme', token: TOKEN });
    await store.close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('where a program issues a token, which SCIM knows without another read', async () => {
    const issued = await account('POST', '/companies/acme/tokens', { label: 'Okta' });
    expect(issued).toMatchObject({ status: 201, reads: 1 });
    const users = await sent('GET', '/scim/v2/Users', { authorization: `Bearer ${String(issued.json['token'])}` });
    expect(users).toMatchObject({ status: 200, reads: 0 });
  });

  it('where someone comes in by a set-up link, looks at the session and issues a token', async () => {
    const { json } = await account('POST', '/companies/acme/setup-links', {});
    const opened = await sent('POST', '/account/v1/setup-session', {}, { link: String(json['link']) });
    expect(opened).toMatchObject({ status: 201, reads: 1 });
    expect(await sent('GET', '/account/v1/session', { cookie: opened.cookie })).toMatchObject({
      status: 200,
      reads: 1,
      json: { kind: 'setup', company: { id: 'acme' } },
    });
    const headers = { cookie: opened.cookie, 'x-csrf-token': String(opened.json['csrf']) };
    expect(await sent('POST', '/account/v1/companies/acme/tokens', headers, { label: 'Okta' })).toMatchObject({
      status: 201,
      reads: 1,
    });
  });

  it('where SCIM makes a user and renames it, also in the first request after a start', async () => {
    const made = await scim('POST', '/Users', { userName: 'ann@acme.example' });
    expect(made.status).toBe(201);
    expect(made.reads).toBe(1);
    await running.close();
    running = await startStandalone({ settings, log: openLog({ write: () => undefined }), wrap: { store: counting } });
    const renamed = await scim('PUT', `/Users/${String(made.json['id'])}`, { userName: 'anna@acme.example' });
    expect(renamed.status).toBe(200);
    expect(renamed.reads).toBe(1);
  });
});
