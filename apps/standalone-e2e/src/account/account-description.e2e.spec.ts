import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readSettings } from '@luciq/settings';
import { openLog } from '@luciq/telemetry';
import { credentialEntry } from '@luciq/testing/account-client';
import { StandaloneSettings } from '../../../standalone/src/settings.ts';
import type { Standalone } from '../../../standalone/src/standalone.ts';
import { startStandalone } from '../../../standalone/src/standalone.ts';

/** What this spec reads of a schema: all that the description uses of bodies. An unknown keyword fails the spec. */
interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: Schema;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly nullable?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
}

const KEYWORDS = [
  '$ref',
  'allOf',
  'anyOf',
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'maxItems',
  'uniqueItems',
  'minLength',
  'maxLength',
].concat(['pattern', 'enum', 'nullable', 'minimum', 'maximum', 'description', 'title', 'default']);

interface Described {
  readonly method: string;
  readonly path: string;
  readonly bodyRequired: boolean;
  readonly schema: Schema;
}

interface Description {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly requestBody?: {
              readonly required: boolean;
              readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
            };
          }
        >
      >
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const description = JSON.parse(readFileSync('docs/account-api.json', 'utf8')) as Description;

const bodies: readonly Described[] = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, { requestBody }]) => {
    const schema = requestBody?.content['application/json']?.schema;
    return requestBody && schema
      ? [{ method: method.toUpperCase(), path, bodyRequired: requestBody.required, schema }]
      : [];
  }),
);

/** A schema without references, and with nothing in it that this spec does not know. */
function resolved(schema: Schema): Schema {
  expect(Object.keys(schema).filter((keyword) => !KEYWORDS.includes(keyword))).toEqual([]);
  if (schema.$ref !== undefined)
    return resolved(description.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  return schema.allOf?.length === 1 ? { ...schema.allOf[0], ...resolved(schema.allOf[0] ?? {}) } : schema;
}

const repeated = (letter: string, length: number): string => letter.repeat(length);

function texts({ minLength = 0, maxLength = 100, pattern = '', enum: words }: Schema): fc.Arbitrary<string> {
  if (words) return fc.constantFrom(...words.filter((word) => typeof word === 'string'));
  const form = new RegExp(pattern);
  const fits = (text: string): boolean =>
    form.test(text) && [...text].length >= minLength && [...text].length <= maxLength;
  const free = fc.string({ unit: 'binary', minLength, maxLength: Math.min(maxLength, minLength + 20) });
  const bounds = ['a', '\u{1f600}', '\u{fe0f}', ' ']
    .flatMap((letter) => [repeated(letter, minLength), repeated(letter, maxLength)])
    .filter(fits);
  const made = fits('\u{1f600}'.repeat(Math.max(minLength, 1)))
    ? free.filter(fits)
    : fc.stringMatching(form).filter(fits);
  return bounds.length > 0 ? fc.oneof(made, fc.constantFrom(...bounds)) : made;
}

/** Values that a schema allows. */
function allowed(given: Schema): fc.Arbitrary<unknown> {
  const schema = resolved(given);
  const values = ((): fc.Arbitrary<unknown> => {
    switch (schema.type) {
      case 'string':
        return texts(schema);
      case 'integer': {
        const { minimum: min = 0, maximum: max = 0 } = schema;
        return fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max));
      }
      case 'boolean':
        return fc.boolean();
      case 'array': {
        const items = allowed(schema.items ?? {});
        const list = { maxLength: 4, size: 'max' } as const;
        return schema.uniqueItems ? fc.uniqueArray(items, list) : fc.array(items, list);
      }
      case 'object':
        return fc
          .record(
            Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, field]) => [name, allowed(field)])),
            { requiredKeys: [...(schema.required ?? [])] },
          )
          .filter((made) => isOfShape(schema, made));
      default:
        throw new Error(`no type in ${JSON.stringify(schema)}`);
    }
  })();
  return schema.nullable ? fc.option(values, { nil: null }) : values;
}

const isOfShape = ({ anyOf }: Schema, made: Readonly<Record<string, unknown>>): boolean =>
  anyOf === undefined ||
  anyOf.some(
    ({ required = [], properties = {} }) =>
      required.every((name) => name in made) &&
      Object.entries(properties).every(([name, field]) => !(name in made) || field.enum?.includes(made[name])),
  );

const OTHERS = {
  string: [5, true, {}, [], ['x']],
  integer: ['5', 1.5, true, {}, []],
  boolean: ['true', 0, {}, []],
  array: ['x', {}, 5, [5], [null], [['x']]],
  object: ['x', 5, [], [{}]],
};

/** Values that a schema forbids, each for one reason. */
function forbidden(given: Schema): readonly unknown[] {
  const schema = resolved(given);
  const {
    type,
    minLength = 0,
    maxLength = 0,
    minimum = 0,
    maximum = 0,
    enum: words,
    pattern = '',
    nullable = false,
    maxItems = 0,
  } = schema;
  const found: unknown[] = [...OTHERS[type ?? 'object'], ...(nullable ? [] : [null])];
  if (type === 'integer') found.push(minimum - 1, maximum + 1);
  if (type === 'string' && words) found.push('no such word', '', String(words[0]).toUpperCase());
  if (type === 'string' && !words) {
    found.push('x'.repeat(maxLength + 1), '\u{1f600}'.repeat(maxLength + 1), 'a\u0000');
    if (minLength > 0) found.push('');
    found.push(
      ...['-', ' ', 'a b', 'A', 'a\n', '\u{e9}', '.', 'a_b'].filter((text) => !new RegExp(pattern).test(text)),
    );
  }
  if (type === 'array') {
    const unlike = Array.from({ length: maxItems + 1 }, (_, index) => `name ${index}`);
    found.push(
      unlike,
      ...forbidden(schema.items ?? {}).map((item) => ['good', item]),
      ...(schema.uniqueItems ? [['one', 'one']] : []),
    );
  }
  return found;
}

/** Bodies that differ from an allowed one in one thing that is forbidden. */
function broken(given: Schema, good: Readonly<Record<string, unknown>>): readonly unknown[] {
  const schema = resolved(given);
  expect(schema.additionalProperties).toBe(false);
  const unknown = [
    'unknown',
    'constructor',
    '__proto__',
    'toString',
    '',
    Object.keys(schema.properties ?? {})[0]?.toUpperCase() ?? 'x',
  ];
  const extra = unknown.map(
    (name) =>
      JSON.parse(
        JSON.stringify(good).replace(/\{/, `{${JSON.stringify(name)}:1${Object.keys(good).length > 0 ? ',' : ''}`),
      ) as unknown,
  );
  const without = (schema.required ?? []).map((name) =>
    Object.fromEntries(Object.entries(good).filter(([key]) => key !== name)),
  );
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const part = resolved(field);
    const inside =
      part.type === 'object'
        ? fc
            .sample(allowed(part), { numRuns: 1, seed: SEED })
            .flatMap((one) => broken(part, one as Record<string, unknown>))
        : [];
    return [...forbidden(field), ...inside].map((value) => ({ ...good, [name]: value }));
  });
  const shapeless = schema.anyOf ? [{}] : [];
  return [...extra, ...without, ...fields, ...shapeless];
}

const SEED = Number(process.env['DESCRIPTION_SEED'] ?? 22);
const RUNS = Number(process.env['DESCRIPTION_RUNS'] ?? 40);

/** Kinds of problems that are about the shape of a body, and of nothing else. */
const OF_SHAPE = [
  'invalid',
  'not-json',
  'bad-request',
  'media-type',
  'too-many-applications',
  'application-name-length',
  'application-twice',
  'precedence-not-whole',
  'label-too-long',
];

interface Answer {
  readonly status: number;
  readonly kind: string | undefined;
}

describe('the description of the account API', () => {
  const secret = randomBytes(32).toString('base64url');
  const folder = mkdtempSync(join(tmpdir(), 'account-description-'));
  const demoToken = `demo.${randomBytes(24).toString('hex')}`;
  let running: Standalone;
  let origin = '';
  const at = { companyId: 'demo', groupId: '', userId: 'nobody' };

  beforeAll(async () => {
    const settings = readSettings(StandaloneSettings, {
      PORT: '0',
      LUCIQ_DATA_DIR: folder,
      LUCIQ_BOOTSTRAP_TOKEN: demoToken,
      LUCIQ_ACCOUNT_CREDENTIALS: credentialEntry('luciq', 'companies+operations', secret),
    });
    running = await startStandalone({ settings, log: openLog({ write: () => undefined }) });
    origin = new URL(running.scimBaseUrl).origin;
    const group = await fetch(`${running.scimBaseUrl}/Groups`, {
      method: 'POST',
      headers: { authorization: `Bearer ${demoToken}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Engineers' }),
    });
    at.groupId = ((await group.json()) as { id: string }).id;
  });
  afterAll(async () => {
    await running.close();
    rmSync(folder, { recursive: true });
  });

  const ask = async ({ method, path }: Described, body: unknown): Promise<Answer> => {
    const address = path.replaceAll(/\{(\w+)\}/g, (_, name: keyof typeof at) => at[name]);
    const answer = await fetch(`${origin}${address}`, {
      method,
      headers: {
        authorization: `Bearer luciq.${secret}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      kind: answer.ok || text === '' ? undefined : (JSON.parse(text) as { kind: string }).kind,
    };
  };
  const inShort = (body: unknown): string => JSON.stringify(body).slice(0, 300);
  const isOfShapeKind = ({ status, kind = '' }: Answer): boolean => status === 400 && OF_SHAPE.includes(kind);

  it('has every body that is read', () => {
    expect(
      bodies.map(({ method, path }) => `${method} ${path.replace('/account/v1', '')}`).length,
    ).toBeGreaterThanOrEqual(13);
  });

  it.each(bodies.map((each) => [`${each.method} ${each.path}`, each] as const))(
    '%s: no body that it allows is refused for its shape, and every one that it forbids is',
    async (_, described) => {
      const good = fc.sample(allowed(described.schema), { numRuns: RUNS, seed: SEED });
      const wrongly: unknown[] = [];
      for (const body of good) {
        const answer = await ask(described, body);
        if (isOfShapeKind(answer) || answer.status >= 500) wrongly.push({ refused: answer, body: inShort(body) });
      }
      const shortest = good.reduce((one, other) =>
        JSON.stringify(other).length < JSON.stringify(one).length ? other : one,
      );
      for (const body of [...broken(described.schema, shortest as Record<string, unknown>), null, [], 'x', 5]) {
        const answer = await ask(described, body);
        // More bytes than any body may have are refused before anything is read.
        if (!isOfShapeKind(answer) && answer.status !== 413) wrongly.push({ taken: answer, body: inShort(body) });
      }
      const none = await ask(described, undefined);
      if (isOfShapeKind(none) !== described.bodyRequired) wrongly.push({ withoutBody: none });
      expect(wrongly).toEqual([]);
    },
  );
});
