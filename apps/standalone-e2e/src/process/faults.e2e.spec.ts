import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { EventStore } from '@luciq/event-store';
import { EventStoreUnavailable } from '@luciq/event-store';
import { EVENT_STORE_FILE, openSqliteEventStore } from '@luciq/event-store/sqlite';
import { logSource } from '@luciq/pump';
import { verify } from '@luciq/read-model';
import { READ_MODEL_FOLDER, sqliteGenerations } from '@luciq/read-model/sqlite';
import { readSettings } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import type { FaultCounter, FaultPlan } from '@luciq/testing/faults';
import { faultyEventStore, faultySink } from '@luciq/testing/faults';
import { StandaloneSettings } from '../../../standalone/src/settings.ts';
import type { EngineWrappers, Standalone } from '../../../standalone/src/standalone.ts';
import { startStandalone } from '../../../standalone/src/standalone.ts';

const token = 'demo.0123456789abcdef0123456789abcdef';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const MAX_REPEATS = 5;
const log = openLog({ write: () => undefined });

const start = (folder: string, wrap: EngineWrappers = {}): Promise<Standalone> =>
  startStandalone({
    settings: readSettings(StandaloneSettings, { PORT: '0', LUCIQ_DATA_DIR: folder, LUCIQ_BOOTSTRAP_TOKEN: token }),
    log,
    wrap,
  });

interface Answer {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

/** A client that repeats what is answered 429, as Okta does, but without its patience. */
async function ask(base: string, method: string, path: string, body?: unknown): Promise<Answer> {
  for (let repeats = 0; ; repeats += 1) {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status !== 429 || repeats >= MAX_REPEATS)
      return { status: response.status, json: text === '' ? {} : (JSON.parse(text) as Answer['json']) };
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
  }
}

const resources = ({ json }: Answer): Record<string, unknown>[] => json['Resources'] as Record<string, unknown>[];
const active = (value: boolean): unknown => ({
  schemas: [PATCH_OP],
  Operations: [{ op: 'replace', value: { active: value } }],
});

/** Create, look up, read, change, deactivate, list, reactivate, rename, and a second member who is deleted. */
async function lifecycle(base: string): Promise<void> {
  const made = await ask(base, 'POST', '/Users', {
    userName: 'Ann@x.example',
    name: { givenName: 'Ann', familyName: 'Lee' },
  });
  expect([201, 409]).toContain(made.status);
  const found = await ask(base, 'GET', `/Users?filter=${encodeURIComponent('userName eq "ann@x.example"')}`);
  expect(resources(found)).toHaveLength(1);
  const path = `/Users/${String(resources(found)[0]?.['id'])}`;
  const { json: read } = await ask(base, 'GET', path);
  expect((await ask(base, 'PUT', path, { ...read, displayName: 'Ann Lee' })).status).toBe(200);
  expect((await ask(base, 'PATCH', path, active(false))).json['active']).toBe(false);
  const listed = await ask(base, 'GET', '/Users?startIndex=1&count=100');
  expect(resources(listed).map(({ userName, active: isActive }) => [userName, isActive])).toContainEqual([
    'Ann@x.example',
    false,
  ]);
  expect((await ask(base, 'PATCH', path, active(true))).status).toBe(200);
  expect((await ask(base, 'PUT', path, { userName: 'Anna@x.example' })).status).toBe(200);
  await ask(base, 'POST', '/Users', { userName: 'gone@x.example' });
  const gone = await ask(base, 'GET', `/Users?filter=${encodeURIComponent('userName eq "gone@x.example"')}`);
  expect([204, 404]).toContain((await ask(base, 'DELETE', `/Users/${String(resources(gone)[0]?.['id'])}`)).status);
}

/** What the log holds of the members, and whether the rows say the same. */
async function outcome(folder: string): Promise<{ events: string[]; differing: number }> {
  const store = openSqliteEventStore({ file: join(folder, EVENT_STORE_FILE) });
  const { records } = await store.readLog({ after: 0n, limit: 1_000 });
  const verified = await verify({
    generations: sqliteGenerations(join(folder, READ_MODEL_FOLDER)),
    source: logSource(store),
    head: () => store.head(),
    failure: { initialDelayMs: 1, maxDelayMs: 1, attempts: 1, onExhausted: 'stop' },
  });
  await store.close();
  // Each start prints a set-up link of its own, and how many starts it takes depends on the call that fails.
  const events = records.map(({ event }) => event.type).filter((type) => type !== 'SetupLinkIssued');
  return { events, differing: verified.kind === 'compared' ? verified.comparison.differing : Number.NaN };
}

/** Starts, breaks one call, lives on, restarts whole, and tells what came of it; null once there is no such call. */
async function run(
  plan: FaultPlan,
  engine: 'event store' | 'read model',
): Promise<{ events: string[]; differing: number } | null> {
  const folder = mkdtempSync(join(tmpdir(), 'luciq-faults-'));
  let counter: FaultCounter | undefined;
  const wrap: EngineWrappers =
    engine === 'event store'
      ? {
          store: (store: EventStore) => {
            const faulty = faultyEventStore(store, plan);
            ({ counter } = faulty);
            return faulty.store;
          },
        }
      : {
          sink: (sink) => {
            const faulty = faultySink(sink, plan);
            ({ counter } = faulty);
            return faulty.sink;
          },
        };
  try {
    const broken = await start(folder, wrap).catch((error: unknown) => {
      // A start that is cut off says why and is repeated by the one who started it.
      if (error instanceof EventStoreUnavailable) return start(folder);
      throw error;
    });
    await lifecycle(broken.scimBaseUrl);
    await broken.close();
    const again = await start(folder);
    const list = await ask(again.scimBaseUrl, 'GET', '/Users');
    expect(
      resources(list)
        .map(({ userName }) => userName)
        .sort(),
    ).toEqual(['Anna@x.example', 'owner@demo.example']);
    await again.close();
    return counter?.fired === true ? await outcome(folder) : null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const EXPECTED = [
  ...['CompanyRegistered', 'SamlEnabled', 'ScimEnabled', 'UserProvisioned', 'OwnershipGranted', 'TokenIssued'],
  ...[
    'UserProvisioned',
    'ProfileUpdated',
    'UserDeactivated',
    'UserReactivated',
    'ProfileUpdated',
    'UserProvisioned',
    'UserDeleted',
  ],
];

describe('an engine that fails once', () => {
  it.each([
    ['event store', 'before'],
    ['event store', 'after'],
    ['read model', 'before'],
    ['read model', 'after'],
  ] as const)(
    '%s, %s the effect of any one call: nothing answered is lost, nothing is done twice',
    async (engine, when) => {
      let broken = 0;
      for (let call = 1; ; call += 1) {
        const result = await run({ call, when }, engine);
        if (result === null) break;
        broken += 1;
        expect({ call, ...result }).toEqual({ call, events: EXPECTED, differing: 0 });
      }
      expect(broken).toBeGreaterThan(10);
    },
    300_000,
  );

  it('an event store that stays away is answered 429 with whole seconds in Retry-After, and nothing else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'luciq-away-'));
    let away = false;
    const running = await start(folder, {
      store: (store) => ({
        ...faultyEventStore(store, { call: 0, when: 'before' }).store,
        readStream: async (stream, after) => {
          if (away) throw new EventStoreUnavailable('not-done', 'away');
          return store.readStream(stream, after);
        },
      }),
    });
    await ask(running.scimBaseUrl, 'GET', '/Users');
    away = true;
    const response = await fetch(`${running.scimBaseUrl}/Users/some-id`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(await response.json()).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '429',
    });
    away = false;
    expect((await ask(running.scimBaseUrl, 'GET', '/Users/some-id')).status).toBe(404);
    await running.close();
    rmSync(folder, { recursive: true });
  });

  it('a list that the rows have not caught up with is 429, never short', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'luciq-behind-'));
    let stuck = false;
    const running = await start(folder, {
      sink: (sink) => ({
        checkpoint: () => sink.checkpoint(),
        write: async (items, through) => {
          if (stuck) throw new Error('stuck');
          await sink.write(items, through);
        },
      }),
    });
    await ask(running.scimBaseUrl, 'GET', '/Users');
    stuck = true;
    expect((await ask(running.scimBaseUrl, 'POST', '/Users', { userName: 'late@x.example' })).status).toBe(201);
    const response = await fetch(`${running.scimBaseUrl}/Users`, { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('1');
    stuck = false;
    expect((await ask(running.scimBaseUrl, 'GET', '/Users')).json['totalResults']).toBe(2);
    await running.close();
    rmSync(folder, { recursive: true });
  });
});
