import { once } from 'node:events';
import { createServer } from 'node:net';

/** Throws what the system says where a server could not listen there: before something is done that only a running server makes known. */
export async function requireFreePort(port: number, host: string): Promise<void> {
  const probe = createServer((socket) => socket.destroy());
  probe.listen(port, host);
  await once(probe, 'listening');
  probe.close();
  await once(probe, 'close');
}
