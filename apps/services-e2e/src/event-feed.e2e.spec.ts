import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { openLog } from '@luciq/telemetry';
import type { FreshDatabase } from '@luciq/test-engines';
import { describeOn, engine, freshDatabase } from '@luciq/test-engines';
import { freshLog } from '@luciq/test-engines/eventstoredb';
import { eventually } from '@luciq/testing/event-feed';
import { runProgram } from '@luciq/testing/processes';
import type { Gateway } from '../../scim-gateway/src/gateway.ts';
import { startGateway } from '../../scim-gateway/src/gateway.ts';
import { gatewaySettings } from '../../scim-gateway/src/settings.ts';

jest.setTimeout(120_000);

interface FeedEvent {
  readonly type: string;
  readonly company: string;
  readonly dataschema: string;
}

const postgres = await engine('postgres');

describeOn(postgres, 'postgres', 'the feed of two gateways on one log', ({ url }) => {
  const folder = mkdtempSync(join(tmpdir(), 'luciq-feed-'));
  let database: FreshDatabase;
  let engines: Readonly<Record<string, string>>;
  let gateways: readonly [Gateway, Gateway];

  const operate = async (...words: readonly string[]): Promise<Readonly<Record<string, unknown>>> => {
    const { code, stdout, stderr } = await runProgram('operator', [...words, '--json'], engines);
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  };
  const ask = (index: 0 | 1, query: string, credential: string): Promise<Response> =>
    fetch(`${gateways[index].listening}/events/v1?${query}`, { headers: { authorization: `Bearer ${credential}` } });

  beforeAll(async () => {
    database = await freshDatabase(url);
    engines = { LUCIQ_DATABASE_URL: database.url, ...freshLog(folder) };
    const settings = gatewaySettings({
      ...engines,
      PORT: '0',
      LUCIQ_OPERATIONS_PORT: '0',
      LUCIQ_PUBLIC_URL: 'https://scim.example.com',
    });
    const options = { settings, log: openLog({ write: () => undefined }), signal: new AbortController().signal };
    gateways = [await startGateway(options), await startGateway(options)];
  });
  afterAll(async () => {
    for (const gateway of gateways) await gateway.close();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  it('has every event at either, with cursors and credentials that are good at both', async () => {
    for (const company of ['acme', 'globex']) await operate('register', company, '--name', company);
    const { id, credential } = (await operate(
      'events-credential',
      'issue',
      '--name',
      'follower',
      '--companies',
      'globex',
    )) as { readonly id: string; readonly credential: string };
    const first = await ask(0, 'after=beginning', credential);
    const events = (await first.json()) as readonly FeedEvent[];
    expect(new Set(events.map(({ company }) => company))).toEqual(new Set(['globex']));
    expect(events[0]).toMatchObject({
      type: 'com.luciq.provisioning.company-registered.v1',
      dataschema: 'https://scim.example.com/events/v1/schemas/com.luciq.provisioning.company-registered.v1',
    });
    const cursor = first.headers.get('stream-next-offset') ?? '';
    const poll = ask(1, `after=${cursor}&wait=50`, credential);
    await operate('company', 'scim', 'pause', '--company', 'acme');
    await operate('company', 'scim', 'pause', '--company', 'globex');
    expect(await (await poll).json()).toEqual([
      expect.objectContaining({ company: 'globex', type: 'com.luciq.provisioning.scim-paused.v1' }),
    ]);
    const open = ask(1, 'after=now&wait=50', credential);
    await eventually(async () => (await ask(0, `after=${cursor}`, credential)).status === 200);
    await operate('events-credential', 'revoke', id);
    expect((await open).status).toBe(401);
    await eventually(async () => (await ask(0, `after=${cursor}`, credential)).status === 401);
  });
});
