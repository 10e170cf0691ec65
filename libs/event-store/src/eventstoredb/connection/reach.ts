import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect as connectPlain, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { EngineWords, Unreachable } from '@luciq/settings';
import { unreachable } from '@luciq/settings';
import type { ConnectionSettings } from './connection-string.ts';

/** How long one look at an address may take, in milliseconds. */
export const REACH_TIMEOUT_MS = 1_000;

const WORDS: EngineWords = {
  name: 'the event store',
  setting: 'its connection string',
  authority: 'Name the authority in its connection string with tlsCAFile=<file>.',
  plain: 'address it with tls=false where nobody else is on the network.',
};

const SPEAKS_TLS: Unreachable = {
  lasts: true,
  sentence:
    'The event store speaks TLS, and its connection string says tls=false. Leave that out, and name the authority of its certificate with tlsCAFile=<file>.',
};

interface Host {
  readonly address: string;
  readonly port: number;
}

const hostsOf = ({ nodes }: ConnectionSettings): readonly Host[] => {
  if ('endpoint' in nodes)
    return [typeof nodes.endpoint === 'string' ? { address: nodes.endpoint, port: 0 } : nodes.endpoint];
  return 'endpoints' in nodes ? nodes.endpoints : [nodes.discover];
};

async function codeOf(socket: Socket, event: 'connect' | 'secureConnect'): Promise<string> {
  const signal = AbortSignal.timeout(REACH_TIMEOUT_MS);
  try {
    await once(socket, event, { signal });
    return '';
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'UNKNOWN';
  } finally {
    // What comes after the look is nobody's.
    socket.on('error', () => undefined).destroy();
  }
}

async function look({ address, port }: Host, { channel }: ConnectionSettings): Promise<Unreachable | null> {
  const host = address.replaceAll(/[[\]]/g, '');
  const refused = await codeOf(connectPlain({ host, port }), 'connect');
  if (refused !== '') return unreachable(refused, WORDS);
  const tls = { host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ALPNProtocols: ['h2'] };
  if (channel.insecure)
    return (await codeOf(connectTls({ ...tls, rejectUnauthorized: false }), 'secureConnect')) === ''
      ? SPEAKS_TLS
      : null;
  const { rootCertificate: ca, userCertFile: cert, userKeyFile: key } = channel;
  return unreachable(
    await codeOf(connectTls({ ...tls, ...(ca && { ca }), ...(cert && key && { cert, key }) }), 'secureConnect'),
    WORDS,
  );
}

/**
 * Why no connection is made to any of the hosts that a connection string names: looked for by connections of our own, because the client tells it in
 * changing words, or, of a cluster, not at all. Null where they can be reached, or nobody knows why not. What lasts is told first.
 */
export async function whyOutOfReach(settings: ConnectionSettings): Promise<Unreachable | null> {
  const found = (await Promise.all(hostsOf(settings).map((host) => look(host, settings)))).filter(
    (one) => one !== null,
  );
  return found.find(({ lasts }) => lasts) ?? found[0] ?? null;
}
