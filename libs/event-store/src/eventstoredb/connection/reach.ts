import type { EngineHost, ReachWords, Unreachable } from '@luciq/settings';
import { whyOutOfReach } from '@luciq/settings';
import type { ConnectionSettings } from './connection-string.ts';

const WORDS: ReachWords = {
  name: 'the event store',
  setting: 'its connection string',
  authority: 'Name the authority in its connection string with tlsCAFile=<file>.',
  plain: 'address it with tls=false where nobody else is on the network.',
  secure:
    'Leave tls=false out of its connection string, and name the authority of its certificate with tlsCAFile=<file>.',
};

function hostsOf({ nodes, channel }: ConnectionSettings): readonly EngineHost[] {
  const endpoints = (): readonly { readonly address: string; readonly port: number }[] => {
    if ('endpoint' in nodes)
      return [typeof nodes.endpoint === 'string' ? { address: nodes.endpoint, port: 0 } : nodes.endpoint];
    return 'endpoints' in nodes ? nodes.endpoints : [nodes.discover];
  };
  const { insecure, rootCertificate: ca, userCertFile: cert, userKeyFile: key } = channel;
  const tls = insecure ? null : { ALPNProtocols: ['h2'], ...(ca && { ca }), ...(cert && key && { cert, key }) };
  return endpoints().map(({ address, port }) => ({ host: address.replaceAll(/[[\]]/g, ''), port, tls }));
}

/** Why no connection is made to any of the hosts that a connection string names; null where they can be reached, or nobody knows why not. */
export const whyEventStoreOutOfReach = (settings: ConnectionSettings): Promise<Unreachable | null> =>
  whyOutOfReach(hostsOf(settings), WORDS);
