import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect as connectPlain, isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { connect as connectTls } from 'node:tls';
import type { EngineWords, Unreachable } from './unreachable.ts';
import { unreachable } from './unreachable.ts';

/** How long one look at an address may take, in milliseconds. */
export const REACH_TIMEOUT_MS = 1_000;

/** An engine that is looked for. */
export interface ReachWords extends EngineWords {
  /** How TLS is spoken with it, as an instruction. */
  readonly secure: string;
}

/** Where a part of an engine listens, and how it is addressed. */
export interface EngineHost {
  readonly host: string;
  readonly port: number;
  /** How TLS is spoken with it; null where it is not. */
  readonly tls: ConnectionOptions | null;
}

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

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

async function look({ host, port, tls }: EngineHost, words: ReachWords): Promise<Unreachable | null> {
  const refused = await codeOf(connectPlain({ host, port }), 'connect');
  if (refused !== '') return unreachable(refused, words);
  const options = { ...tls, host, port, ...(isIP(host) === 0 ? { servername: host } : {}) };
  if (tls !== null) {
    const failed = await codeOf(connectTls(options), 'secureConnect');
    // A server without TLS answers a greeting that it does not understand by closing the connection.
    return unreachable(failed === 'ECONNRESET' ? 'EPROTO' : failed, words);
  }
  const speaksTls = (await codeOf(connectTls({ ...options, rejectUnauthorized: false }), 'secureConnect')) === '';
  return speaksTls
    ? { lasts: true, sentence: `${capital(words.name)} speaks TLS, and is addressed without it. ${words.secure}` }
    : null;
}

/**
 * Why no connection is made to any host of an engine: looked for by connections of our own, because drivers tell it in changing words or not at all.
 * Null where they can be reached, or nobody knows why not. What lasts is told first.
 */
export async function whyOutOfReach(hosts: readonly EngineHost[], words: ReachWords): Promise<Unreachable | null> {
  const found = (await Promise.all(hosts.map((host) => look(host, words)))).filter((one) => one !== null);
  return found.find(({ lasts }) => lasts) ?? found[0] ?? null;
}
