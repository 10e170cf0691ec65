import type { EventType } from '@luciq/events';
import { catalogue, EVENTS_PATH, isPublished, messageType, newestVersion } from '@luciq/events';
import { releasedSchemas } from './event-schemas.ts';
import type { Schema } from './schema-change.ts';

const text = (
  description: string,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> => ({ type: 'string', description, ...more });

const HEADERS = {
  type: 'object',
  required: [
    'content-type',
    'ce_specversion',
    'ce_id',
    'ce_source',
    'ce_type',
    'ce_subject',
    'ce_time',
    'ce_partitionkey',
    'ce_sequence',
    'ce_company',
    'ce_companysequence',
    'ce_streamrevision',
    'ce_commandid',
    'ce_requestid',
    'ce_actor',
  ],
  properties: {
    'content-type': text('Of the value.', { const: 'application/json' }),
    ce_specversion: text('Of CloudEvents.', { const: '1.0' }),
    ce_id: text('Of the event; the same for every delivery of it.', { format: 'uuid' }),
    ce_source: text('The log that the event stands in: urn:luciq:provisioning:<id of the log>.', { format: 'uri' }),
    ce_type: text('Type and version of the event.'),
    ce_dataschema: text('Where a gateway answers with the JSON Schema of the value.', { format: 'uri' }),
    ce_subject: text('Stream of the event within its company: user/<id>, group/<id> or company.'),
    ce_time: text('When it was decided, UTC, milliseconds.', { format: 'date-time' }),
    ce_partitionkey: text('The company, as the key of the message (CloudEvents extension Partitioning).'),
    ce_sequence: text(
      'Place in the log, 20 digits: texts in the order of the log, not contiguous (CloudEvents extension Sequence).',
      { pattern: '^[0-9]{20}$' },
    ),
    ce_company: text('Id of the company.'),
    ce_companysequence: text('Number among the messages of the company, from 1, without a gap.', {
      pattern: '^[1-9][0-9]*$',
    }),
    ce_streamrevision: text('Place in the stream, from 0.', { pattern: '^[0-9]+$' }),
    ce_commandid: text('Id of the command that was decided.'),
    ce_requestid: text('Id of the request that brought the command.'),
    ce_actor: text('Who it was: idp, operator, system, member, service or setup-link, a colon, and an id.'),
    ce_tokenid: text('Id of the SCIM token, where one was used.'),
  },
} as const;

/** Attributes of an event over HTTP: the same under their own names; its value is under `data`. */
const ATTRIBUTES = {
  type: 'object',
  required: [
    ...HEADERS.required
      .filter((name) => name !== 'content-type' && name !== 'ce_companysequence')
      .map((name) => name.slice('ce_'.length)),
    'datacontenttype',
  ],
  properties: {
    ...Object.fromEntries(
      Object.entries(HEADERS.properties)
        .filter(([name]) => name !== 'content-type' && name !== 'ce_companysequence')
        .map(([name, schema]) => [name.slice('ce_'.length), schema]),
    ),
    datacontenttype: HEADERS.properties['content-type'],
  },
} as const;

/** What a request to the feed may say. */
const FEED_QUERY = {
  type: 'object',
  properties: {
    after: text('Cursor of a former answer, beginning or now; beginning where it is left out.'),
    limit: { type: 'integer', minimum: 1, maximum: 1_000, default: 100 },
    company: text('Ids of companies, with commas between them.'),
    type: text('Types of events, with commas between them.'),
    wait: { type: 'integer', minimum: 0, maximum: 55, default: 0, description: 'Seconds to wait for an event.' },
  },
} as const;

/** The AsyncAPI 3 document of the topic and the feed, from the catalogue and the schemas of events. */
export function asyncApiDocument(): string {
  const schemas = releasedSchemas();
  const definitions: Record<string, Schema> = {};
  const types = (Object.keys(catalogue) as EventType[]).filter(isPublished);
  const messages = Object.fromEntries(
    types.map((type) => {
      const name = messageType(type, newestVersion(type));
      const { $defs = {}, properties, required, type: kind } = schemas[name] ?? {};
      for (const [definition, schema] of Object.entries($defs)) definitions[definition] = schema;
      return [
        type,
        {
          name,
          title: type,
          summary: catalogue[type].meaning,
          contentType: 'application/json',
          headers: { $ref: '#/components/schemas/Headers' },
          payload: { type: kind, properties, required },
        },
      ];
    }),
  );
  const batch = {
    name: 'application/cloudevents-batch+json',
    title: 'Batch of events',
    summary: 'Events as CloudEvents in the JSON format, structured; as Server-Sent Events, each under data.',
    contentType: 'application/cloudevents-batch+json',
    payload: {
      type: 'array',
      items: {
        allOf: [
          { $ref: '#/components/schemas/Attributes' },
          {
            oneOf: types.map((type) => ({
              type: 'object',
              required: ['type', 'data'],
              properties: {
                type: { const: messageType(type, newestVersion(type)) },
                data: { $ref: `#/components/messages/${type}/payload` },
              },
            })),
          },
        ],
      },
    },
  };
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Luciq provisioning events',
      version: '1.0.0',
      description:
        'Every published event once, in order for each company. Read committed messages only (isolation.level=read_committed).',
    },
    defaultContentType: 'application/json',
    channels: {
      provisioning: {
        address: 'luciq.provisioning.v1',
        title: 'Provisioning events of all companies',
        description:
          'Key: the company. CloudEvents 1.0 in binary mode. Kept for 30 days unless an operator says otherwise.',
        messages: Object.fromEntries(types.map((type) => [type, { $ref: `#/components/messages/${type}` }])),
        bindings: { kafka: { topic: 'luciq.provisioning.v1', partitions: 12, bindingVersion: '0.5.0' } },
      },
      feed: {
        address: EVENTS_PATH,
        title: 'Provisioning events over HTTP',
        description:
          'Every event since the first one, of the companies that the credential can read, in the order of the log: pages, long poll, Server-Sent Events.',
        messages: { Batch: { $ref: '#/components/messages/Batch' } },
      },
    },
    operations: {
      sendFeed: {
        action: 'send',
        channel: { $ref: '#/channels/feed' },
        summary: 'A gateway answers with events behind a cursor; Stream-Next-Offset is the next one.',
        bindings: { http: { method: 'GET', query: FEED_QUERY, bindingVersion: '0.3.0' } },
      },
      publishProvisioningEvents: {
        action: 'send',
        channel: { $ref: '#/channels/provisioning' },
        summary: 'The relay publishes what was decided.',
      },
    },
    components: {
      schemas: { Headers: HEADERS, Attributes: ATTRIBUTES, ...definitions },
      messages: { ...messages, Batch: batch },
    },
  };
  return `${JSON.stringify(document, null, 2).replaceAll('#/$defs/', '#/components/schemas/')}\n`;
}
