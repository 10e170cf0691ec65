import { randomInt } from 'node:crypto';
import type { Fetch, HttpAnswer } from '../http/index.ts';
import { isObject, parseJson, sendRequest, valueAt } from '../http/index.ts';

interface SuiteAssertion {
  readonly comparison: string;
  readonly source: string;
  readonly value: string | null;
  readonly property?: string;
}

interface SuiteRequest {
  readonly note: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body?: string;
  readonly assertions: readonly SuiteAssertion[];
  readonly variables: readonly { readonly name: string; readonly property: string }[];
  readonly scripts: readonly string[];
}

/** The requests of Okta's published suite, in order; pauses are left out. */
export interface OktaSuite {
  readonly requests: readonly SuiteRequest[];
}

/** One assertion of the suite and how it went; `saw` is what was found. */
export interface OktaAssertion {
  readonly step: number;
  readonly note: string;
  readonly assertion: string;
  readonly passed: boolean;
  readonly saw: string;
}

/** Against whom the suite runs; `authorization` is the whole header value. */
export interface OktaSpecOptions {
  readonly base: string;
  readonly authorization: string;
  readonly fetch?: Fetch;
}

const isRequest = (step: unknown): step is SuiteRequest =>
  isObject(step) &&
  step['step_type'] === 'request' &&
  typeof step['url'] === 'string' &&
  Array.isArray(step['assertions']) &&
  Array.isArray(step['scripts']);

/** Reads the suite file as Okta publishes it. Throws SyntaxError for anything else. */
export function parseOktaSuite(text: string): OktaSuite {
  const file = parseJson(text);
  const steps = isObject(file) && Array.isArray(file['steps']) ? file['steps'] : [];
  const requests = steps.filter(isRequest);
  if (requests.length === 0) throw new SyntaxError('the suite file has no requests');
  return { requests };
}

const pick = (letters: string, count: number): string =>
  Array.from({ length: count }, () => letters[randomInt(letters.length)]).join('');

/** What the suite's initial script makes: a new person in mixed case, and a user and an id that do not exist. */
function initialVariables({ base, authorization }: OktaSpecOptions): Map<string, string> {
  const lower = 'abcdefghijklmnopqrstuvwxyz';
  const givenName = `Runscope${pick('0123456789', 3)}`;
  const familyName = pick(lower.toUpperCase(), 1) + pick(lower, 8) + pick('0123456789', 3);
  const email = `${givenName}${familyName}@atko.com`;
  return new Map(
    Object.entries({
      SCIMBaseURL: base.replace(/\/+$/, ''),
      auth: authorization,
      randomGivenName: givenName,
      randomFamilyName: familyName,
      randomEmail: email,
      randomUsername: email,
      randomUsernameCaps: email.toUpperCase(),
      InvalidUserEmail: 'abcdefgh@atko.com',
      UserIdThatDoesNotExist: '010101001010101011001010101011',
    }),
  );
}

const fill = (text: string, variables: ReadonlyMap<string, string>): string =>
  text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => variables.get(name) ?? '');

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const has = (found: unknown, value: string): boolean =>
  (Array.isArray(found) && found.includes(value)) || (typeof found === 'string' && found.includes(value));

/** The comparisons that the suite uses, as Runscope makes them: values are compared by their text. */
const COMPARISONS: Readonly<Record<string, (found: unknown, value: string) => boolean>> = {
  equal: (found, value) => String(found) === value,
  equal_number: (found, value) => found !== '' && found !== null && Number(found) === Number(value),
  not_empty: (found) => !isEmpty(found),
  is_a_number: (found) => typeof found === 'number',
  has_value: has,
  contains: has,
  is_less_than: (found, value) => Number(found) < Number(value),
};

/** The script of step 10: there are no groups, or Resources is an array. */
function groupsAreListed({ json }: HttpAnswer): boolean {
  const total = valueAt(json, 'totalResults');
  return total === 0 || (typeof total === 'number' && total >= 1 && Array.isArray(valueAt(json, 'Resources')));
}

function judge(
  assertion: SuiteAssertion,
  found: unknown,
  variables: ReadonlyMap<string, string>,
): Pick<OktaAssertion, 'assertion' | 'passed' | 'saw'> {
  const value = fill(assertion.value ?? '', variables);
  const compare = COMPARISONS[assertion.comparison];
  if (!compare) throw new RangeError(`the suite compares by ${assertion.comparison}, which is not known here`);
  const parts = [assertion.property ?? assertion.source, assertion.comparison, value].filter((word) => word !== '');
  return { assertion: parts.join(' '), passed: compare(found, value), saw: JSON.stringify(found) ?? 'nothing' };
}

/**
 * Runs the suite without its pauses and reports every assertion, 53 of the suite of 2024: 52 listed and the script of
 * step 10, done again here and never evaluated. Rejects when a request gets no answer.
 */
export async function runOktaSpec(suite: OktaSuite, options: OktaSpecOptions): Promise<readonly OktaAssertion[]> {
  const variables = initialVariables(options);
  const base = options.base.replace(/\/+$/, '');
  const results: OktaAssertion[] = [];
  for (const [index, request] of suite.requests.entries()) {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, values]) => [name, fill(values.join(', '), variables)]),
    );
    const path = fill(request.url, variables).slice(base.length).replaceAll(' ', '%20').replaceAll('"', '%22');
    const body = request.body === undefined ? {} : { body: fill(request.body, variables) };
    const started = performance.now();
    const answer = await sendRequest(base, { method: request.method, path, headers, ...body }, options.fetch);
    const elapsed = performance.now() - started;
    const sources: Readonly<Record<string, (property: string) => unknown>> = {
      response_status: () => answer.status,
      response_time: () => elapsed,
      response_json: (property) => valueAt(answer.json, property),
    };
    const step = { step: index + 1, note: request.note.trim() };
    for (const assertion of request.assertions) {
      results.push({ ...step, ...judge(assertion, sources[assertion.source]?.(assertion.property ?? '$'), variables) });
    }
    if (request.scripts.some((script) => script !== '')) {
      results.push({
        ...step,
        assertion: 'script: no groups, or Resources is an array',
        passed: groupsAreListed(answer),
        saw: answer.text.slice(0, 200),
      });
    }
    for (const { name, property } of request.variables) variables.set(name, String(valueAt(answer.json, property)));
  }
  return results;
}
