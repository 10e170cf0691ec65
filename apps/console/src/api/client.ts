import { connection } from './connection.ts';
import type { Problem } from './types.ts';

const BASE = '/account/v1';

/** An answer of the API that is an error. Its message is the sentence to show. */
export class ApiError extends Error {
  readonly status: number;
  readonly kind: string;
  readonly fields: ReadonlyMap<string, string>;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ApiError';
    this.status = problem.status;
    this.kind = problem.kind;
    this.fields = new Map((problem.errors ?? []).map(({ field, detail }) => [field, detail]));
  }
}

const UNREACHABLE: Problem = {
  type: 'about:blank',
  title: 'No answer',
  status: 0,
  kind: 'unreachable',
  detail: 'Luciq did not answer. Check your connection, then try again.',
};

/** Nothing answered. */
export const unreachable = (): ApiError => new ApiError(UNREACHABLE);

const unread = (status: number): Problem => ({
  type: 'about:blank',
  title: 'Unexpected answer',
  status,
  kind: 'unexpected',
  detail: `Luciq answered with status ${status} and nothing that this page understands. Try again; if it stays, tell Luciq's support the time.`,
});

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' &&
  value !== null &&
  'detail' in value &&
  typeof value.detail === 'string' &&
  'status' in value;

let csrf: string | null = null;

/** Every request that changes something carries what the session told this page, and no other site can know. */
export function rememberCsrf(token: string | null): void {
  csrf = token;
}

/** What a request may carry besides method and path. */
export interface RequestExtras {
  readonly body?: unknown;
  readonly authorization?: string;
  readonly signal?: AbortSignal;
}

/** Asks the account API. Throws `ApiError` for everything but success. */
export async function request<Answer>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  extras: RequestExtras = {},
): Promise<Answer> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (extras.body !== undefined) headers['content-type'] = 'application/json';
  if (extras.authorization !== undefined) headers['authorization'] = extras.authorization;
  if (method !== 'GET' && csrf !== null) headers['x-csrf-token'] = csrf;
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (extras.body !== undefined) init.body = JSON.stringify(extras.body);
  if (extras.signal !== undefined) init.signal = extras.signal;
  const response = await fetch(`${BASE}${path}`, init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    connection.unanswered();
    throw unreachable();
  });
  connection.answered();
  const text = await response.text();
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as Answer;
  throw new ApiError(problemOf(response.status, text));
}

function problemOf(status: number, text: string): Problem {
  try {
    const read: unknown = JSON.parse(text);
    return isProblem(read) ? { ...read, kind: read.kind ?? 'unknown' } : unread(status);
  } catch {
    return unread(status);
  }
}

/** Reads something. */
export const get = <Answer>(path: string, signal?: AbortSignal): Promise<Answer> =>
  request<Answer>('GET', path, { signal });

/** A path of these parts, each of them escaped. */
export const pathOf = (...parts: readonly string[]): string =>
  parts.map((part) => `/${encodeURIComponent(part)}`).join('');

/** The query of a path, with its question mark; what is empty is left out. */
export function searchOf(query: Readonly<Record<string, string | number | null | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
