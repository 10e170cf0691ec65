import { credentialsFrom } from '@luciq/access';
import type { OperationsPort } from '@luciq/account-http';
import { HttpSettings, readSettings } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import type { GatewayEngines, GatewayServer, GatewayServerOptions } from './gateway-server.ts';
import { startGatewayServer } from './gateway-server.ts';

/** Operations of a gateway that has none. */
const NO_OPERATIONS: OperationsPort = {
  pumps: async () => [],
  parked: async () => [],
  resume: async () => ({ kind: 'not-parked' }),
  startRebuild: () => false,
  rebuildState: () => ({ state: 'idle', done: 0, total: 0, detail: null }),
};

/** For specs: a gateway on a free port, on these engines; settings as in the environment. It writes no log and has no console. */
export const startTestGateway = (
  engines: GatewayEngines,
  {
    settings = {},
    usualRate = 0,
    metrics = null,
    credentials = credentialsFrom(undefined),
  }: { readonly settings?: Readonly<Record<string, string>> } & Partial<
    Pick<GatewayServerOptions, 'metrics' | 'usualRate' | 'credentials'>
  > = {},
): Promise<GatewayServer> =>
  startGatewayServer({
    engines,
    operations: NO_OPERATIONS,
    settings: readSettings(HttpSettings, { PORT: '0', ...settings }),
    credentials,
    samlKey: null,
    usualRate,
    cursorKey: 'k'.repeat(32),
    consoleFolder: 'no console',
    log: openLog({ write: () => undefined }),
    metrics,
  });
