import { randomUUID } from 'node:crypto';
import type { Fetch, HttpAnswer, HttpRequest } from '../http/index.ts';
import { envelopeFaults, isObject, OKTA_CONTENT_TYPE, OKTA_HEADERS, sendRequest, valueAt } from '../http/index.ts';
import { mismatches } from './match.ts';
import type { Step, StepRequest, Transcript } from './transcript.ts';

/** Against whom a conversation is played, and the values of its variables. */
export interface PlayTranscriptOptions {
  readonly base: string;
  readonly token: string;
  readonly fetch?: Fetch;
  /** Values of the variables that transcripts need: see `Transcript.needs`. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Lower-case letters and digits that make the names of this play unique; random unless given. */
  readonly run?: string;
}

/** What was sent and answered in one step, and what was wrong with it. */
export interface PlayedStep {
  readonly note: string;
  readonly request: HttpRequest;
  readonly answer: HttpAnswer;
  readonly failures: readonly string[];
}

/** How a conversation went. It ends at the first step with a failure. */
export interface PlayedTranscript {
  readonly ok: boolean;
  readonly failures: readonly string[];
  readonly steps: readonly PlayedStep[];
}

type Variables = Map<string, unknown>;

const WHOLE = /^\{\{([\w-]+)\}\}$/;

function lookUp(variables: Variables, name: string): unknown {
  if (!variables.has(name)) throw new RangeError(`no step has saved {{${name}}}`);
  return variables.get(name);
}

const fillText = (text: string, variables: Variables): string => text.replaceAll(/\{\{([\w-]+)\}\}/g, (_, name: string) => String(lookUp(variables, name)));

/** Merges as Okta does: objects by key, everything else is replaced. */
function merge(base: unknown, change: unknown): unknown {
  if (!isObject(base) || !isObject(change)) return change;
  const merged = Object.entries(change).map(([key, value]) => [key, merge(base[key], value)]);
  return { ...base, ...Object.fromEntries(merged) };
}

/** A JSON value with its variables filled in; `{"$merge": [base, change]}` becomes the merged value. */
function fill(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') {
    const whole = WHOLE.exec(value)?.[1];
    return whole === undefined ? fillText(value, variables) : lookUp(variables, whole);
  }
  if (Array.isArray(value)) return value.map((element: unknown) => fill(element, variables));
  if (!isObject(value)) return value;
  if (Array.isArray(value['$merge'])) return value['$merge'].map((part: unknown) => fill(part, variables)).reduce(merge);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [fillText(key, variables), fill(each, variables)]));
}

function requestOf(sent: StepRequest, variables: Variables): HttpRequest {
  const body = sent.raw ?? (sent.body === undefined ? undefined : JSON.stringify(fill(sent.body, variables)));
  const defaults = { ...OKTA_HEADERS, Authorization: 'Bearer {{token}}', ...(body === undefined ? {} : { 'Content-Type': OKTA_CONTENT_TYPE }) };
  const headers = Object.entries({ ...defaults, ...sent.headers }).flatMap(([name, value]) => (value === null ? [] : [[name, fillText(value, variables)] as const]));
  return { method: sent.method, path: fillText(sent.path, variables), headers: Object.fromEntries(headers), ...(body === undefined ? {} : { body }) };
}

function judge({ expect }: Step, answer: HttpAnswer, variables: Variables): readonly string[] {
  const { status, headers = {}, body } = expect;
  return [
    ...(answer.status === status ? [] : [`want status ${status}, got ${answer.status}: ${answer.text.slice(0, 300)}`]),
    ...envelopeFaults(answer),
    ...mismatches(fill(headers, variables), answer.headers, 'headers'),
    ...(body === undefined ? [] : mismatches(fill(body, variables), answer.json)),
  ];
}

/**
 * Plays one conversation and judges every answer: its status, what was expected of it, and what every answer owes
 * (`envelopeFaults`). Rejects only when there is no answer, or for a variable that nobody gave or saved.
 */
export async function playTranscript(transcript: Transcript, options: PlayTranscriptOptions): Promise<PlayedTranscript> {
  const { base, token, run = randomUUID().slice(0, 8) } = options;
  const variables: Variables = new Map<string, unknown>(Object.entries({ ...options.variables, base, token, run, RUN: run.toUpperCase() }));
  for (const name of transcript.needs) lookUp(variables, name);
  const steps: PlayedStep[] = [];
  for (const step of transcript.steps) {
    const request = requestOf(step.request, variables);
    const answer = await sendRequest(base, request, options.fetch);
    const failures = judge(step, answer, variables);
    steps.push({ note: step.note, request, answer, failures });
    if (failures.length > 0) return { ok: false, failures: failures.map((failure) => `${transcript.name}: ${step.note}: ${failure}`), steps };
    for (const [name, path] of Object.entries(step.expect.save ?? {})) variables.set(name, valueAt(answer.json, path));
  }
  return { ok: true, failures: [], steps };
}
