import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isObject } from '../http/index.ts';

/** What a step sends. `body` is JSON, `raw` the very characters; a header that is null is not sent. */
export interface StepRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: unknown;
  readonly raw?: string;
}

/** What the answer must be. `body` and `headers` are matched by `mismatches`; `save` names values by their paths. */
export interface StepExpectation {
  readonly status: number;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly save?: Readonly<Record<string, string>>;
}

/** One request and its answer. */
export interface Step {
  readonly note: string;
  readonly request: StepRequest;
  readonly expect: StepExpectation;
}

/** One conversation; transcripts/README.md describes the file. `name` is the file name without its ending. */
export interface Transcript {
  readonly name: string;
  readonly title: string;
  readonly client: string;
  /** Lines of the protocol notes that the conversation shows, such as `1.16/5`. */
  readonly covers: readonly string[];
  /** Variables that the player must be given, because no request can make them. */
  readonly needs: readonly string[];
  readonly steps: readonly Step[];
}

const strings = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []);

function isStep(value: unknown): value is Step {
  if (!isObject(value) || typeof value['note'] !== 'string') return false;
  const { request, expect } = value;
  return isObject(request) && typeof request['method'] === 'string' && typeof request['path'] === 'string' && isObject(expect) && typeof expect['status'] === 'number';
}

/** Reads one conversation from its JSON. Throws SyntaxError that names the file when it is not one. */
export function parseTranscript(name: string, text: string): Transcript {
  const file: unknown = JSON.parse(text);
  if (!isObject(file)) throw new SyntaxError(`${name}: not an object`);
  const { title, client, steps } = file;
  if (typeof title !== 'string' || typeof client !== 'string' || !Array.isArray(steps) || !steps.every(isStep) || steps.length === 0) {
    throw new SyntaxError(`${name}: needs title, client and steps of note, request and expect`);
  }
  return { name, title, client, covers: strings(file['covers']), needs: strings(file['needs']), steps };
}

/** Every conversation of a folder and the folders in it, by file name. */
export function loadTranscripts(folder: string): readonly Transcript[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => parseTranscript(basename(file, '.json'), readFileSync(join(folder, file), 'utf8')));
}
