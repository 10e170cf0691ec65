import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { EventType, StoredEvent } from '@luciq/events';
import { isPublished, messageType } from '@luciq/events';
import { asyncApiDocument } from './async-api.ts';
import { EVENT_SCHEMAS_FILE, eventSchemas, releasedSchemas, SchemaBroken } from './event-schemas.ts';
import type { Schema } from './schema-change.ts';

/** The schema of AsyncAPI's authors. */
const ASYNC_API = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve('@asyncapi/specs/schemas/3.0.0-without-$id.json'), 'utf8'),
) as object;

const SAMPLES = 'libs/events/samples';
const samples = readdirSync(SAMPLES)
  .map((file) => JSON.parse(readFileSync(`${SAMPLES}/${file}`, 'utf8')) as StoredEvent)
  .filter(({ type }) => isPublished(type as EventType));
const released = releasedSchemas();

it('the schemas of events are what npm run generate writes', () => {
  expect(readFileSync(EVENT_SCHEMAS_FILE, 'utf8')).toBe(eventSchemas());
});

it('docs/events.asyncapi.json is what npm run generate writes', () => {
  expect(readFileSync('docs/events.asyncapi.json', 'utf8')).toBe(asyncApiDocument());
});

it('docs/events.asyncapi.json is a document by the schema of AsyncAPI 3.0.0, and every reference in it leads somewhere', () => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(ASYNC_API);
  const document = JSON.parse(asyncApiDocument()) as Record<string, unknown>;
  expect([validate(document), validate.errors]).toEqual([true, null]);
  expect([validate({ ...document, channels: [] }), validate({ ...document, asyncapi: '4' })]).toEqual([false, false]);
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) =>
    path.split('/'),
  );
  expect(references.length).toBeGreaterThan(20);
  const at = (path: readonly string[]): unknown =>
    path.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], document);
  expect(references.filter((path) => at(path) === undefined)).toEqual([]);
});

describe('each version of a published event that was ever written', () => {
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  it.each(samples.map(({ type, version, body }) => [messageType(type as EventType, version), body] as const))(
    '%s is as its schema says',
    (name, body) => {
      const validate = ajv.compile(released[name] as object);
      expect([validate(body), validate.errors]).toEqual([true, null]);
      expect(validate({ ...body, data: 'nothing' })).toBe(false);
    },
  );
});

it('a released schema that consumers could not go by any more is refused', () => {
  const name = messageType('UserProvisioned', 1);
  const former: Schema = { ...released[name], required: ['data', 'personal', 'origin'] };
  expect(() => eventSchemas({ ...released, [name]: former })).toThrow(SchemaBroken);
});

it('a schema of an older version stays as it was released', () => {
  const older = { type: 'object' };
  const name = messageType('UserProvisioned', 0);
  expect(JSON.parse(eventSchemas({ [name]: older }))).toMatchObject({ [name]: older });
});
