import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { catalogue, newestVersion } from './catalogue.ts';
import type { StoredEvent } from './codec.ts';
import { decodeEvent, encodeEvent, UnknownEvent } from './codec.ts';
import { plain } from './personal.ts';
import type { DomainEvent, EventType } from './record.ts';

/** Stored events as they were once written. They are never edited: a new version gets a new file. */
const SAMPLES = new URL('../samples/', import.meta.url);

const userId = '0198c0de-1111-7000-8000-0000000000a1';
const groupId = '0198c0de-1111-7000-8000-0000000000b1';

/** What each sample, of whatever version, is to be read as today. */
const expected: Readonly<Record<string, DomainEvent>> = {
  'UserProvisioned.v1': {
    type: 'UserProvisioned',
    data: { userId, origin: 'scim' },
    personal: plain({
      userName: 'zoe@acme.example',
      name: { givenName: 'Zoë', familyName: 'Ångström' },
      emails: [{ value: 'zoe@acme.example', type: 'work', primary: true }],
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department': 'Research',
    }),
  },
  'ProfileUpdated.v1': {
    type: 'ProfileUpdated',
    data: { userId, changed: ['displayName', 'nickName'] },
    personal: plain({ set: { displayName: 'Zoë Å.' }, unset: ['nickName'] }),
  },
  'AccessChanged.v1': {
    type: 'AccessChanged',
    data: { userId, set: { roles: [{ value: 'admin' }] }, unset: ['entitlements'] },
  },
  'UserDeactivated.v1': { type: 'UserDeactivated', data: { userId } },
  'UserReactivated.v1': { type: 'UserReactivated', data: { userId } },
  'UserDeleted.v1': { type: 'UserDeleted', data: { userId } },
  'SignInNameHeld.v1': {
    type: 'SignInNameHeld',
    data: { userId },
    personal: plain({ signInName: 'zoe.a@example.com' }),
  },
  'SignInNameSettled.v1': { type: 'SignInNameSettled', data: { userId, how: 'confirmed' } },
  'CompanyRegistered.v1': {
    type: 'CompanyRegistered',
    data: { name: 'Acme', applications: ['board', 'chat'], defaults: { role: 'member', applications: ['chat'] } },
  },
  'OwnershipGranted.v1': { type: 'OwnershipGranted', data: { userId } },
  'SamlEnabled.v1': { type: 'SamlEnabled', data: {} },
  'ScimEnabled.v1': { type: 'ScimEnabled', data: {} },
  'TokenIssued.v1': {
    type: 'TokenIssued',
    data: {
      tokenId: 'tok1',
      digest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      lastFour: 'wxyz',
      expiresAt: null,
    },
  },
  'ApplicationsChanged.v1': { type: 'ApplicationsChanged', data: { applications: ['board', 'chat', 'wiki'] } },
  'DefaultAccessChanged.v1': {
    type: 'DefaultAccessChanged',
    data: { defaults: { role: 'viewer', applications: ['wiki'] } },
  },
  'OwnershipRevoked.v1': { type: 'OwnershipRevoked', data: { userId } },
  'SamlConfigured.v1': {
    type: 'SamlConfigured',
    data: {
      entryPoint: 'https://idp.acme.example/sso',
      issuer: null,
      certificates: [],
      fingerprint: '3f786850e387550fdab836ed7e6dc881de23001b',
    },
  },
  'SamlConfigured.v2': {
    type: 'SamlConfigured',
    data: {
      entryPoint: 'https://idp.acme.example/sso',
      issuer: 'https://idp.acme.example/metadata',
      certificates: [
        '-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----',
        '-----BEGIN CERTIFICATE-----\nREVG\n-----END CERTIFICATE-----',
      ],
      fingerprint: null,
    },
  },
  'SamlEncryptionOffered.v1': {
    type: 'SamlEncryptionOffered',
    data: {
      certificate: '-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----',
      sealedKey: 'v1.AAAAAAAAAAAAAAAA.c2VhbGVk',
    },
  },
  'SamlEncryptionWithdrawn.v1': { type: 'SamlEncryptionWithdrawn', data: {} },
  'SamlDisabled.v1': { type: 'SamlDisabled', data: {} },
  'ScimPaused.v1': { type: 'ScimPaused', data: {} },
  'ScimResumed.v1': { type: 'ScimResumed', data: {} },
  'ScimDisabled.v1': { type: 'ScimDisabled', data: {} },
  'TokenRevoked.v1': { type: 'TokenRevoked', data: { tokenId: 'tok1' } },
  'EventCredentialIssued.v1': {
    type: 'EventCredentialIssued',
    data: {
      credentialId: 'ev1',
      name: 'access-service',
      digest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      companies: ['acme'],
      expiresAt: '2027-01-01T00:00:00.000Z',
    },
  },
  'EventCredentialRevoked.v1': { type: 'EventCredentialRevoked', data: { credentialId: 'ev1' } },
  'SetupLinkIssued.v1': {
    type: 'SetupLinkIssued',
    data: {
      linkId: 'link1',
      digest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      expiresAt: '2026-01-02T00:00:00.000Z',
    },
  },
  'SetupLinkUsed.v1': { type: 'SetupLinkUsed', data: { linkId: 'link1' } },
  'SetupLinkWithdrawn.v1': { type: 'SetupLinkWithdrawn', data: { linkId: 'link1' } },
  'SessionsEnded.v1': { type: 'SessionsEnded', data: { userId: null } },
  'TokenHandedOver.v1': { type: 'TokenHandedOver', data: { tokenId: 'tok1' } },
  'GroupCreated.v1': {
    type: 'GroupCreated',
    data: { groupId, displayName: 'Mobile team', externalId: '00g1', origin: 'scim' },
  },
  'GroupRenamed.v1': { type: 'GroupRenamed', data: { groupId, displayName: 'Mobile engineering' } },
  'GroupExternalIdChanged.v1': { type: 'GroupExternalIdChanged', data: { groupId, externalId: null } },
  'GroupMembersAdded.v1': {
    type: 'GroupMembersAdded',
    data: { groupId, memberIds: [userId, '0198c0de-1111-7000-8000-0000000000a2'] },
  },
  'GroupMembersRemoved.v1': { type: 'GroupMembersRemoved', data: { groupId, memberIds: [userId] } },
  'GroupDeleted.v1': { type: 'GroupDeleted', data: { groupId } },
  'GroupMappingSet.v1': {
    type: 'GroupMappingSet',
    data: { groupId, role: 'viewer', applications: ['chat'], precedence: 10 },
  },
  'GroupMappingRemoved.v1': { type: 'GroupMappingRemoved', data: { groupId } },
  'ClaimFenced.v1': { type: 'ClaimFenced', data: { kind: 'userName' } },
};

const parse = (text: string): StoredEvent => JSON.parse(text) as StoredEvent;
const sample = (name: string): StoredEvent => parse(readFileSync(new URL(`${name}.json`, SAMPLES), 'utf8'));

describe('Stored events', () => {
  it('have a sample of every version of every type in the catalogue, and an expected value for each', () => {
    const versions = (Object.keys(catalogue) as EventType[]).flatMap((type) =>
      Array.from({ length: newestVersion(type) }, (_, index) => `${type}.v${index + 1}`),
    );
    expect(readdirSync(SAMPLES).toSorted()).toEqual(versions.map((name) => `${name}.json`).toSorted());
    expect(Object.keys(expected).toSorted()).toEqual(versions.toSorted());
  });

  it.each(Object.keys(expected))("%s is read as today's event", (name) => {
    const stored = sample(name);
    expect(`${stored.type}.v${stored.version}`).toBe(name);
    expect(decodeEvent(stored)).toStrictEqual(expected[name]);
  });

  it('of version 1 keep the certificate of the identity provider', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----';
    const data = { entryPoint: 'https://idp.acme.example/sso', certificate: pem, fingerprint: null };
    expect(decodeEvent({ type: 'SamlConfigured', version: 1, body: { data } })).toMatchObject({
      data: { certificates: [pem], issuer: null },
    });
  });

  it.each(Object.entries(expected))('%s is written and read again without a change', (_, event) => {
    const stored = encodeEvent(event);
    expect(stored.version).toBe(newestVersion(event.type));
    expect(decodeEvent(parse(JSON.stringify(stored)))).toStrictEqual(event);
  });

  it('of the newest version are written as they were read', () => {
    const isNewest = ({ type, version }: StoredEvent) => newestVersion(type as EventType) === version;
    const newest = Object.keys(expected).map(sample).filter(isNewest);
    expect(newest).toHaveLength(Object.keys(catalogue).length);
    for (const stored of newest) expect(encodeEvent(decodeEvent(stored))).toStrictEqual(stored);
  });

  it.each([
    ['UserPromoted', 1],
    ['constructor', 1],
    ['UserDeleted', 0],
    ['UserDeleted', 1.5],
    ['UserDeleted', newestVersion('UserDeleted') + 1],
  ])('of type %s and version %d are refused', (type, version) => {
    expect(() => decodeEvent({ type, version, body: { data: {} } })).toThrow(UnknownEvent);
  });
});
