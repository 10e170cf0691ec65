import type { PumpStatus } from '@luciq/account-http';

/** How long a peer may take to tell how its pumps stand, in milliseconds. */
export const PEER_TIMEOUT_MS = 2_000;
/** Most text of a peer that is looked at, in characters. */
export const MAX_PEER_TEXT = 1_000_000;

const SAMPLE = /^(luciq_pump_\w+)\{([^}]*)\} (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

interface Figures {
  readonly service: string;
  readonly name: string;
  state: string;
  position: string | null;
  lagRecords: number | null;
  lagSeconds: number | null;
}

/** How the pumps of a service stand, from its metrics in the text format of Prometheus. */
export function pumpsIn(metrics: string): readonly PumpStatus[] {
  const pumps = new Map<string, Figures>();
  for (const line of metrics.slice(0, MAX_PEER_TEXT).split('\n')) {
    const [, metric, labels, value] = SAMPLE.exec(line) ?? [];
    if (metric === undefined || labels === undefined || value === undefined) continue;
    const {
      service = '',
      pump = '',
      part = '',
      state = '',
    } = Object.fromEntries([...labels.matchAll(LABEL)].map(([, label = '', text = '']) => [label, text]));
    const key = `${pump} ${part}`;
    const figures: Figures = pumps.get(key) ?? {
      service,
      name: part === '' ? pump : key,
      state: 'unknown',
      position: null,
      lagRecords: null,
      lagSeconds: null,
    };
    pumps.set(key, figures);
    if (metric === 'luciq_pump_state' && value === '1') figures.state = state;
    if (metric === 'luciq_pump_position') figures.position = value;
    if (metric === 'luciq_pump_lag_records') figures.lagRecords = Number(value);
    if (metric === 'luciq_pump_lag_seconds') figures.lagSeconds = Number(value);
  }
  return [...pumps.values()];
}

/** The pumps of one peer. A peer that does not answer is shown as such: it is what an operator looks for. */
async function pumpsOf(peer: string): Promise<readonly PumpStatus[]> {
  try {
    const response = await fetch(new URL('/metrics', peer), {
      signal: AbortSignal.timeout(PEER_TIMEOUT_MS),
      redirect: 'error',
    });
    return response.ok ? pumpsIn(await response.text()) : [silent(peer)];
  } catch {
    return [silent(peer)];
  }
}

const silent = (peer: string): PumpStatus => ({
  service: new URL(peer).host,
  name: 'unknown',
  state: 'unreachable',
  position: null,
  lagRecords: null,
  lagSeconds: null,
});

/** The pumps of all peers, fetched at once. */
export const pumpsOfPeers = async (peers: readonly string[]): Promise<readonly PumpStatus[]> =>
  (await Promise.all(peers.map(pumpsOf))).flat();
