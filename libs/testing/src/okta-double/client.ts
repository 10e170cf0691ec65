import { setTimeout as delay } from 'node:timers/promises';
import type { Fetch, HttpAnswer } from '../http/index.ts';
import { envelopeFaults, OKTA_CONTENT_TYPE, OKTA_HEADERS, sendRequest } from '../http/index.ts';

/** A custom app reads, merges and PUTs; an app of Okta's catalogue sends PATCH without a path. */
export type Dialect = 'aiw' | 'oin';

/** One request and answer, without the token and without the password. */
export interface OktaCall {
  readonly dialect: Dialect;
  readonly step: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly answer: HttpAnswer;
  /** The server's own id of the request, undefined where it names none. */
  readonly requestId: string | undefined;
  readonly milliseconds: number;
}

/** One thing that Okta relies on, and whether it holds. `saw` says what was there instead. */
export interface OktaCheck {
  readonly dialect: Dialect;
  readonly step: string;
  readonly sentence: string;
  readonly passed: boolean;
  readonly saw?: string;
}

/** Whom the double talks to, and who listens. */
export interface OktaClientOptions {
  readonly base: string;
  readonly token: string;
  readonly dialect: Dialect;
  readonly fetch?: Fetch;
  readonly onCall?: (call: OktaCall) => void | Promise<void>;
  readonly onCheck?: (check: OktaCheck) => void;
}

/** How often Okta sends one request when it is told to come back later. */
export const MAX_ATTEMPTS = 10;
/** The longest that the double waits on a Retry-After, in seconds; Okta waits as long as it is told. */
export const MAX_RETRY_AFTER_SECONDS = 30;

interface SendOptions {
  readonly body?: unknown;
  readonly authorization?: string;
}

/** Sends as Okta does and keeps what it found. Checks on every answer what every answer owes. */
export class OktaClient {
  readonly checks: OktaCheck[] = [];
  requests = 0;
  private step = '';
  constructor(readonly options: OktaClientOptions) {}

  /** Names what the next requests are for. */
  begin(step: string): void {
    this.step = step;
  }

  /** Records a check. */
  check(sentence: string, passed: boolean, saw?: unknown): void {
    const shown =
      passed || saw === undefined ? {} : { saw: (typeof saw === 'string' ? saw : JSON.stringify(saw)).slice(0, 300) };
    const check = { dialect: this.options.dialect, step: this.step, sentence, passed, ...shown };
    this.checks.push(check);
    this.options.onCheck?.(check);
  }

  /** Sends one request; comes back as often as Okta does while the answer is 429. */
  async send(method: string, path: string, { body, authorization }: SendOptions = {}): Promise<HttpAnswer> {
    const { base, token } = this.options;
    const headers = {
      ...OKTA_HEADERS,
      Authorization: authorization ?? `Bearer ${token}`,
      ...(body === undefined ? {} : { 'Content-Type': OKTA_CONTENT_TYPE }),
    };
    const request = { method, path, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    for (let attempt = 1; ; attempt += 1) {
      const started = performance.now();
      const answer = await sendRequest(base, request, this.options.fetch);
      await this.report({ method, path, body, answer, milliseconds: performance.now() - started });
      const seconds = Number(answer.headers['retry-after']);
      if (
        answer.status !== 429 ||
        attempt === MAX_ATTEMPTS ||
        !Number.isInteger(seconds) ||
        seconds > MAX_RETRY_AFTER_SECONDS
      )
        return answer;
      await delay(seconds * 1_000);
    }
  }

  private async report(call: Pick<OktaCall, 'method' | 'path' | 'body' | 'answer' | 'milliseconds'>): Promise<void> {
    this.requests += 1;
    const { dialect } = this.options;
    const body =
      typeof call.body === 'object' && call.body !== null && 'password' in call.body
        ? { ...call.body, password: '(not shown)' }
        : call.body;
    await this.options.onCall?.({
      ...call,
      body,
      dialect,
      step: this.step,
      requestId: call.answer.headers['x-request-id'],
    });
    const faults = envelopeFaults(call.answer);
    if (faults.length > 0)
      this.check(
        `the answer to ${call.method} is application/scim+json, and a failure is a SCIM Error`,
        false,
        faults.join('; '),
      );
  }
}
