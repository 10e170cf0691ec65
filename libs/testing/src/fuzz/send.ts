import { Agent, request as send } from 'node:http';
import type { HttpAnswer, HttpRequest } from '../http/index.ts';
import { ANSWER_TIMEOUT_MS, parseJson } from '../http/index.ts';

/** Sends hostile requests over plain HTTP as they are: `fetch` would tidy their paths and refuse some headers. */
export class HostileSender {
  private readonly agent = new Agent({ keepAlive: true });
  constructor(private readonly base: string) {}

  /** Sends one request. Rejects when the connection is lost without an answer: that is a fault of the server. */
  send({ method, path, headers, body }: HttpRequest): Promise<HttpAnswer> {
    const { hostname, port, pathname } = new URL(this.base);
    const bytes = body === undefined ? undefined : Buffer.from(body);
    return new Promise((resolve, reject) => {
      const options = {
        agent: this.agent,
        hostname,
        port,
        method,
        path: pathname.replace(/\/+$/, '') + path,
        timeout: ANSWER_TIMEOUT_MS,
      };
      const length = bytes === undefined ? {} : { 'Content-Length': bytes.length };
      const sent = send({ ...options, headers: { ...headers, ...length } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const found = Object.entries(response.headers).map(
            ([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')] as const,
          );
          resolve({
            status: response.statusCode ?? 0,
            headers: Object.fromEntries(found),
            text,
            json: parseJson(text),
          });
        });
      });
      sent.on('timeout', () => sent.destroy(new Error(`no answer within ${ANSWER_TIMEOUT_MS} ms`)));
      sent.on('error', reject);
      sent.end(bytes);
    });
  }

  /** Lets go of the connections. */
  close(): void {
    this.agent.destroy();
  }
}
