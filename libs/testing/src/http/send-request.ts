import { SCIM_ERROR } from './media.ts';
import { isObject } from './value-at.ts';

/** What is sent: a path below the base URL, and a body as it goes over the wire. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** What came back. Header names are lower case; `json` is undefined for a body that is empty or not JSON. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: unknown;
}

/** Sends a request; Node's own `fetch` unless a test brings another. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** How long an answer may take, in milliseconds: Okta gives up after it. */
export const ANSWER_TIMEOUT_MS = 60_000;

/** The body as JSON, undefined for one that is empty or not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Sends one request below a base URL and reads the whole answer. Rejects when there is none in ANSWER_TIMEOUT_MS. */
export async function sendRequest(base: string, request: HttpRequest, send: Fetch = fetch): Promise<HttpAnswer> {
  const { method, path, headers, body } = request;
  const response = await send(base.replace(/\/+$/, '') + path, {
    method,
    headers,
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : Uint8Array.from(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: Object.fromEntries(response.headers), text, json: parseJson(text) };
}

/** What every answer owes to every request: its media type, and for a failure the SCIM Error body (RFC 7644 3.12). */
export function envelopeFaults({ status, headers, text, json }: HttpAnswer): readonly string[] {
  const faults: string[] = [];
  const type = headers['content-type'];
  if (text !== '' && type !== 'application/scim+json')
    faults.push(`the content type is ${type ?? 'missing'}, not application/scim+json`);
  if (status === 204 && text !== '') faults.push('a 204 has a body');
  if (status < 400) return faults;
  if (!isObject(json)) return [...faults, `the body of a ${status} is not a JSON object`];
  const { schemas, detail } = json;
  if (!Array.isArray(schemas) || !schemas.includes(SCIM_ERROR))
    faults.push(`schemas of a ${status} lacks ${SCIM_ERROR}`);
  if (json['status'] !== String(status))
    faults.push(`status in the body is ${JSON.stringify(json['status'])}, not "${status}"`);
  if (typeof detail !== 'string' || detail === '') faults.push(`detail of a ${status} is empty`);
  if (status === 401 && headers['www-authenticate'] === undefined) faults.push('a 401 has no WWW-Authenticate');
  if (status === 429 && !/^\d+$/.test(headers['retry-after'] ?? '')) faults.push('a 429 has no integer Retry-After');
  return faults;
}
