import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { openMetrics } from '@luciq/telemetry';
import { pumpsIn, pumpsOfPeers } from './peers.ts';

function relayMetrics(): Promise<string> {
  const metrics = openMetrics('relay');
  metrics.pump(
    'relay',
    async () => new Map([['log', { state: 'live', position: 42n, lagRecords: null, lagSeconds: 1.5 }]]),
  );
  return metrics.text();
}

describe('the pumps of other services', () => {
  it('are read from their metrics', async () => {
    expect(pumpsIn(await relayMetrics())).toEqual([
      { service: 'relay', name: 'relay log', state: 'live', position: '42', lagRecords: null, lagSeconds: 1.5 },
    ]);
  });

  it('are asked over HTTP, and a service that does not answer is shown as silent', async () => {
    const text = await relayMetrics();
    const server = createServer((_request, response) => response.end(text));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const { port: nobody } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const pumps = await pumpsOfPeers([`http://127.0.0.1:${port}`, `http://127.0.0.1:${nobody}`]);
    server.close();
    server.closeAllConnections();
    expect(pumps.map(({ service, state }) => [service, state])).toEqual([
      ['relay', 'live'],
      [`127.0.0.1:${nobody}`, 'unreachable'],
    ]);
  });
});
