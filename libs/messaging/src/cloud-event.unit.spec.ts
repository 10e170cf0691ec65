import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DomainEvent, EventType, StoredEvent } from '@luciq/events';
import {
  ACTOR_KINDS,
  catalogue,
  companyStream,
  decodeEvent,
  isPublished,
  messageType,
  plain,
  userStream,
} from '@luciq/events';
import { fromMessage, toMessage } from './cloud-event.ts';
import type { Message, PublishedRecord, ReceivedMessage } from './port.ts';

const SAMPLES = new URL('../../events/samples/', import.meta.url);
const samples = readdirSync(SAMPLES).map(
  (file) => JSON.parse(readFileSync(new URL(file, SAMPLES), 'utf8')) as StoredEvent,
);
const GATEWAY = 'https://scim.example.com';
const LOG = '0198c0de-2222-7000-8000-000000000001';

const uuid = fc.uuid();
const text = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((value) => value.isWellFormed());
const companyId = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/);
const userName = fc.record({ userName: text, note: fc.jsonValue({ stringUnit: 'grapheme' }) });
/** What JSON makes of a value: it has no -0. */
const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const event: fc.Arbitrary<DomainEvent> = fc.oneof(
  userName.map(
    (body) =>
      stored({
        type: 'UserProvisioned',
        data: { userId: 'u1', origin: 'scim' },
        personal: plain(body),
      }) as unknown as DomainEvent,
  ),
  fc.constantFrom(...samples.map(decodeEvent).filter(({ type }) => isPublished(type))),
);

const record: fc.Arbitrary<PublishedRecord> = fc
  .record({
    position: fc.bigInt({ min: 0n, max: 2n ** 62n }),
    company: companyId,
    userId: uuid,
    ofUser: fc.boolean(),
    revision: fc.nat(),
    companySequence: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    time: fc
      .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    id: uuid,
    event,
    commandId: uuid,
    requestId: text,
    actor: fc.record({ kind: fc.constantFrom(...ACTOR_KINDS), id: text }),
    tokenId: fc.option(text),
  })
  .map(({ company, userId, ofUser, commandId, requestId, actor, tokenId, ...rest }) => ({
    ...rest,
    companyId: company,
    stream: ofUser ? userStream(company, userId) : companyStream(company),
    cause: { commandId, requestId, actor, tokenId },
  }));

/** As Kafka hands it out: bytes everywhere. */
function received({ key, value, headers }: Message): ReceivedMessage {
  return {
    key: Buffer.from(key),
    value: Buffer.from(value),
    headers: Object.fromEntries(Object.entries(headers).map(([name, each]) => [name, Buffer.from(each)])),
  };
}

const [example] = fc.sample(
  record.filter(({ cause }) => cause.tokenId !== null),
  { numRuns: 1, seed: 7 },
) as [PublishedRecord];
const good = received(toMessage(example, LOG, GATEWAY));
const withHeader = (name: string, value: string | undefined): ReceivedMessage => ({
  ...good,
  headers: { ...good.headers, [name]: value === undefined ? undefined : Buffer.from(value) },
});
const withValue = (value: unknown): ReceivedMessage => ({
  ...good,
  value: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
});

describe('a message', () => {
  it('is read as the record of which it was made', () => {
    fc.assert(
      fc.property(record, uuid, (each, logId) => {
        expect(fromMessage(received(toMessage(each, logId, GATEWAY)))).toEqual({ kind: 'record', record: each, logId });
      }),
    );
  });

  it('is a CloudEvent in binary mode, keyed by its company', () => {
    const message = toMessage(example, LOG, GATEWAY);
    expect(message.key).toBe(example.companyId);
    expect(message.headers).toMatchObject({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: example.id,
      ce_type: messageType(example.event.type, 1),
      ce_source: `urn:luciq:provisioning:${LOG}`,
      ce_dataschema: `${GATEWAY}/events/v1/schemas/${messageType(example.event.type, 1)}`,
      ce_sequence: String(example.position).padStart(20, '0'),
      ce_partitionkey: example.companyId,
    });
    expect(Object.keys(message.headers).every((name) => /^(content-type|ce_[a-z0-9]{1,20})$/.test(name))).toBe(true);
    const { type: _, ...body } = example.event;
    expect(JSON.parse(message.value)).toEqual(body);
  });

  it('without a gateway that has the schema names none, and is read all the same', () => {
    const message = toMessage(example, LOG, null);
    expect(message.headers).not.toHaveProperty('ce_dataschema');
    expect(fromMessage(received(message)).kind).toBe('record');
  });

  it('has a sequence whose order as text is the order of the log', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (a, b) => {
        const [first = '', second = ''] = [a, b].map(
          (position) => toMessage({ ...example, position }, LOG, null).headers['ce_sequence'],
        );
        expect(first < second).toBe(a < b);
      }),
    );
  });

  const required = Object.keys(toMessage(example, LOG, GATEWAY).headers).filter(
    (name) => !['ce_tokenid', 'ce_dataschema'].includes(name),
  );
  it.each(required)('without the header %s is unreadable', (name) => {
    expect(fromMessage(withHeader(name, undefined))).toMatchObject({
      kind: 'unreadable',
      key: example.companyId,
      reason: `the header ${name} is missing`,
    });
  });

  it.each([
    ['ce_specversion', '0.3'],
    ['content-type', 'application/cloudevents+json'],
    ['ce_id', 'x'],
    ['ce_source', 'urn:luciq:provisioning:x'],
    ['ce_source', 'urn:x'],
    ['ce_type', 'UserProvisioned'],
    ['ce_type', 'com.luciq.provisioning.user-invented.v1'],
    ['ce_type', 'com.luciq.provisioning.token-issued.v1'],
    ['ce_type', messageType(example.event.type, 99)],
    ['ce_type', 'com.luciq.provisioning.constructor.v1'],
    ['ce_subject', 'team/1'],
    ['ce_subject', '../other/company'],
    ['ce_time', '2026-08-01'],
    ['ce_partitionkey', 'other'],
    ['ce_company', 'other'],
    ['ce_companysequence', '0'],
    ['ce_companysequence', '1.5'],
    ['ce_sequence', '1'],
    ['ce_streamrevision', ''],
    ['ce_actor', 'robot:1'],
    ['ce_actor', 'idp'],
  ])('with %s: %s is unreadable', (name, value) => {
    expect(fromMessage(withHeader(name, value)).kind).toBe('unreadable');
  });

  it.each([
    ['no JSON', '{'],
    ['a list', []],
    ['no data', {}],
    ['data that is a list', { data: [] }],
    ['more than is known', { data: {}, secret: 'Zoë' }],
    ['personal data that is sealed', { data: {}, personal: { scheme: 'aes', keyId: 'k', body: 'Zoë' } }],
    ['personal data without a body', { data: {}, personal: { scheme: 'plain', keyId: null } }],
  ])('whose value is %s is unreadable, and the reason does not repeat it', (_, value) => {
    const read = fromMessage(withValue(value));
    expect(read).toMatchObject({ kind: 'unreadable', key: example.companyId });
    expect(JSON.stringify(read)).not.toContain('Zoë');
  });

  it('without key, value or headers, or with a header twice, is unreadable', () => {
    expect(fromMessage({ ...good, key: null })).toMatchObject({ kind: 'unreadable', key: null });
    expect(fromMessage({ ...good, key: Buffer.from('No Company') })).toMatchObject({
      kind: 'unreadable',
      key: 'No Company',
    });
    expect(fromMessage({ ...good, value: null }).kind).toBe('unreadable');
    expect(fromMessage({ key: good.key, value: good.value }).kind).toBe('unreadable');
    expect(
      fromMessage({ ...good, headers: { ...good.headers, ce_id: [Buffer.from(example.id), Buffer.from(example.id)] } })
        .kind,
    ).toBe('unreadable');
  });

  it('can be read for every published type', () => {
    for (const type of Object.keys(catalogue) as EventType[]) {
      const sample = samples.find((each) => each.type === type);
      const read = fromMessage(received(toMessage({ ...example, event: decodeEvent(sample!) }, LOG, null)));
      expect(read.kind).toBe(isPublished(type) ? 'record' : 'unreadable');
    }
  });
});
