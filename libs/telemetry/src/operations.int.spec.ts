import { afterEach, describe, expect, it } from '@jest/globals';
import { openLog } from './log.ts';
import type { PumpReading } from './metrics.ts';
import { openMetrics } from './metrics.ts';
import type { Health, OperationsServer } from './operations.ts';
import { startOperations } from './operations.ts';
import { securityLog } from './security.ts';

let server: OperationsServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

const up = (): Promise<void> => Promise.resolve();
const down = (): Promise<void> => Promise.reject(new Error('secret host is away'));
const metrics = openMetrics('test');

async function start(health: Health): Promise<OperationsServer> {
  server = await startOperations({ host: '127.0.0.1', port: 0, health, metrics });
  return server;
}

async function ask(path: string, method = 'GET'): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`${server?.origin}${path}`, { method });
  return { status: response.status, text: await response.text() };
}

describe('the operations server', () => {
  it('is ready when every engine answers, and tells each of them', async () => {
    await start({ engines: { eventStore: up, readModel: up }, pumps: { projector: () => 'live' } });
    const { status, text } = await ask('/health/ready');
    expect([status, JSON.parse(text)]).toEqual([
      200,
      { status: 'ready', engines: { eventStore: 'up', readModel: 'up' }, reasons: {}, pumps: { projector: 'live' } },
    ]);
  });

  it('is live but not ready while an engine is away, and does not tell what the engine said', async () => {
    let engine = down;
    await start({ engines: { eventStore: () => engine() } });
    const away = await ask('/health/ready');
    expect([away.status, JSON.parse(away.text)]).toEqual([
      503,
      { status: 'not-ready', engines: { eventStore: 'down' }, reasons: {}, pumps: {} },
    ]);
    expect((await ask('/health/live')).status).toBe(200);
    engine = up;
    expect((await ask('/health/ready')).status).toBe(200);
  });

  it('says why an engine is down where that is known, and logs it once for each reason', async () => {
    const lines: { readonly reason?: string; readonly sentence?: string; readonly msg: string }[] = [];
    const log = openLog({ write: (line) => void lines.push(JSON.parse(line) as (typeof lines)[number]) });
    let why: string | null = 'The event store refuses this user.';
    await start({ engines: { eventStore: () => (why === '' ? up() : down()) }, sentenceOf: () => why, log });
    expect(JSON.parse((await ask('/health/ready')).text)).toMatchObject({
      engines: { eventStore: 'down' },
      reasons: { eventStore: why },
    });
    await ask('/health/ready');
    why = null;
    await ask('/health/ready');
    why = '';
    await ask('/health/ready');
    expect(lines.map(({ reason, sentence, msg }) => [reason, sentence, msg])).toEqual([
      ['eventStore', 'The event store refuses this user.', 'an engine is down'],
      ['eventStore', undefined, 'an engine is down'],
      ['eventStore', undefined, 'an engine is up again'],
    ]);
  });

  it('counts an engine that never answers as down', async () => {
    await start({ engines: { eventStore: () => new Promise(() => undefined) } });
    expect((await ask('/health/ready')).status).toBe(503);
  });

  it('is not live once a pump has stopped, but while draining that is as it should be', async () => {
    const running = await start({ engines: {}, pumps: { relay: () => 'stopped' } });
    expect((await ask('/health/live')).status).toBe(503);
    running.drain();
    expect((await ask('/health/live')).status).toBe(200);
    expect(JSON.parse((await ask('/health/ready')).text)).toMatchObject({ status: 'draining' });
  });

  it('answers nothing else', async () => {
    await start({ engines: {} });
    expect([(await ask('/')).status, (await ask('/metrics', 'POST')).status]).toEqual([404, 405]);
    for (const path of ['/', '/health/live', '/metrics']) {
      const { headers } = await fetch(`${server?.origin}${path}`);
      expect([headers.get('x-content-type-options'), headers.get('content-security-policy')]).toEqual([
        'nosniff',
        "default-src 'none'; frame-ancestors 'none'",
      ]);
    }
  });

  it('serves what was counted, measured and read', async () => {
    metrics.answered({ route: '/scim/v2/Users/:id', method: 'GET', status: 200, seconds: 0.003 });
    for (const result of ['appended', 'conflict', 'claimed'] as const) metrics.appended(result, 0.002);
    securityLog(openLog({ write: () => undefined }), metrics.security).count({
      event: 'credential-refused',
      reason: 'too-many',
    });
    const reading: PumpReading = { state: 'live', position: 42n, lagRecords: 3, lagSeconds: null };
    metrics.pump('projector', () => Promise.resolve(new Map([['0', reading]])));
    metrics.pump('relay', () => Promise.reject(new Error('the engine is away')));
    metrics.parked(() => Promise.resolve(2));
    await start({ engines: {} });
    const { text } = await ask('/metrics');
    for (const line of [
      'luciq_http_requests_total{route="/scim/v2/Users/:id",method="GET",status="200",service="test"} 1',
      'luciq_security_events_total{event="credential-refused",reason="too-many",service="test"} 1',
      'luciq_append_conflicts_total{service="test"} 1',
      'luciq_claim_conflicts_total{service="test"} 1',
      'luciq_pump_position{pump="projector",part="0",service="test"} 42',
      'luciq_pump_lag_records{pump="projector",part="0",service="test"} 3',
      'luciq_pump_state{pump="projector",part="0",state="live",service="test"} 1',
      'luciq_pump_state{pump="projector",part="0",state="stopped",service="test"} 0',
      'luciq_parked_companies{service="test"} 2',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).not.toContain('luciq_pump_lag_seconds{');
  });
});
