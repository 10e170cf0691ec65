import { expect, it } from '@jest/globals';
import { catalogue } from './catalogue.ts';
import { messageType, parseMessageType } from './message-type.ts';
import type { EventType } from './record.ts';

it('is in reverse-DNS order, in words of small letters, with the version', () => {
  expect(messageType('UserProvisioned', 1)).toBe('com.luciq.provisioning.user-provisioned.v1');
  expect(messageType('GroupExternalIdChanged', 12)).toBe('com.luciq.provisioning.group-external-id-changed.v12');
});

it('says type and version again, for every type', () => {
  for (const type of Object.keys(catalogue) as EventType[])
    expect(parseMessageType(messageType(type, 3))).toEqual({ type, version: 3 });
});

it.each([
  'UserProvisioned',
  'com.luciq.provisioning.user-provisioned',
  'com.luciq.provisioning.user-provisioned.v0',
  'com.luciq.provisioning.user-provisioned.v01',
  'com.luciq.provisioning.user--provisioned.v1',
  'com.luciq.provisioning.User-provisioned.v1',
  'com.example.provisioning.user-provisioned.v1',
  ' com.luciq.provisioning.user-provisioned.v1',
])('is no other text: %p', (text) => {
  expect(parseMessageType(text)).toBeNull();
});
