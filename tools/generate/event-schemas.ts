import { existsSync, readFileSync } from 'node:fs';
import type { Schema as GeneratedSchema } from 'ts-json-schema-generator';
import { createGenerator } from 'ts-json-schema-generator';
import type { EventType } from '@luciq/events';
import { catalogue, isPublished, messageType, newestVersion } from '@luciq/events';
import type { Schema } from './schema-change.ts';
import { breakingChanges } from './schema-change.ts';

/** Where the schemas are: an object of JSON Schemas by CloudEvents type. */
export const EVENT_SCHEMAS_FILE = 'libs/events/src/schemas.json';

/** The newest version of an event type is no longer what its consumers were promised. */
export class SchemaBroken extends Error {
  override readonly name = 'SchemaBroken';
}

type Schemas = Readonly<Record<string, Schema>>;

/** The schemas as they were released: those in the file, none where there is no file yet. */
export const releasedSchemas = (): Schemas =>
  existsSync(EVENT_SCHEMAS_FILE) ? (JSON.parse(readFileSync(EVENT_SCHEMAS_FILE, 'utf8')) as Schemas) : {};

const TYPES = (Object.keys(catalogue) as EventType[]).filter(isPublished);

/** Refs and definitions as 2020-12 has them, names of generic types as words. */
const in2020 = (schema: GeneratedSchema): Schema =>
  JSON.parse(
    JSON.stringify(schema)
      .replaceAll('#/definitions/', '#/$defs/')
      .replaceAll(/(\w+)<(\w+)>/g, '$1Of$2'),
  ) as Schema;

function newestSchemas(): Schemas {
  const generator = createGenerator({
    path: 'libs/events/src/index.ts',
    tsconfig: 'tsconfig.json',
    additionalProperties: true,
    skipTypeCheck: true,
    expose: 'export',
    topRef: false,
    encodeRefs: false,
    jsDoc: 'none',
  });
  return Object.fromEntries(
    TYPES.map((type) => {
      const { meaning } = catalogue[type];
      const name = messageType(type, newestVersion(type));
      const { definitions = {}, properties, required } = generator.createSchema(type);
      const unnamed = Object.keys(definitions).filter((definition) => !/^\w+(<\w+>)?$/.test(definition));
      if (unnamed.length > 0)
        throw new TypeError(`${type} has a part without a name: give its type one in libs/events`);
      const body = { ...properties };
      delete body['type'];
      const schema: GeneratedSchema & { $defs?: unknown } = {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title: name,
        description: meaning,
        type: 'object',
        properties: body,
        required: (required ?? []).filter((property) => property !== 'type'),
        ...(Object.keys(definitions).length === 0 ? {} : { $defs: definitions }),
      };
      return [name, in2020(schema)];
    }),
  );
}

/**
 * The file of schemas: of the newest versions as the types of events are now, of older ones as they were released. Throws SchemaBroken where the newest
 * version of a type, once released, could no longer be read by a consumer that knows it: that is a new version.
 */
export function eventSchemas(released: Schemas = releasedSchemas()): string {
  const newest = newestSchemas();
  const broken = Object.entries(newest).flatMap(([name, schema]) =>
    released[name] ? breakingChanges(released[name], schema).map((change) => `${name}: ${change}`) : [],
  );
  if (broken.length > 0)
    throw new SchemaBroken(
      `Consumers could not read these events any more. Raise the version in the catalogue and add an upcaster.\n${broken.join('\n')}`,
    );
  return `${JSON.stringify({ ...released, ...newest }, null, 2)}\n`;
}
