import { describe, expect, it } from '@jest/globals';
import type { EventCredentialEvent, EventCredentialIssued } from '@luciq/events';
import type { CommandContext } from '../command-context.ts';
import { idpContext, specOf } from '../contract/given-when-then.ts';
import type { EventCredentialCommand } from './event-credentials.ts';
import {
  eventCredentialsDecider,
  isGoodEventCredential,
  MAX_ENDED_EVENT_CREDENTIALS,
  MAX_LIVE_EVENT_CREDENTIALS,
} from './event-credentials.ts';

const { given } = specOf(eventCredentialsDecider);
const context: CommandContext = {
  ...idpContext,
  companyId: '-',
  actor: { kind: 'operator', id: 'zoe' },
  tokenId: null,
};
const credential = { name: 'access', digest: 'd1', companies: null, expiresAt: '2027-01-01T00:00:00.000Z' };
const issue = (
  more: Partial<typeof credential> | { readonly companies: readonly string[] } = {},
): EventCredentialCommand => ({
  type: 'IssueEventCredential',
  context,
  credentialId: 'c1',
  credential: { ...credential, ...more },
});
const issued = (credentialId = 'c1', expiresAt = credential.expiresAt): EventCredentialIssued => ({
  type: 'EventCredentialIssued',
  data: { credentialId, ...credential, expiresAt },
});
const revoke: EventCredentialCommand = { type: 'RevokeEventCredential', context, credentialId: 'c1' };
const revoked = { type: 'EventCredentialRevoked', data: { credentialId: 'c1' } } as const;

describe('A credential of the feed', () => {
  it('is issued for all companies or for some, and revoked once', () => {
    given().when(issue()).then(issued());
    given()
      .when(issue({ companies: ['acme'] }))
      .then({ type: 'EventCredentialIssued', data: { ...issued().data, companies: ['acme'] } });
    given(issued()).when(revoke).then(revoked);
    given(issued(), revoked).when(revoke).then();
  });

  it('is good until it expires or is revoked', () => {
    const good = (...history: readonly EventCredentialEvent[]): boolean[] =>
      ['2026-06-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'].map((now) =>
        [...given(...history).state.values()].some((known) => isGoodEventCredential(known, now)),
      );
    expect(good(issued())).toEqual([true, false]);
    expect(good(issued(), revoked)).toEqual([false, false]);
  });

  it('is refused with another secret under its id, without a name or a company, or with an end in the past', () => {
    given(issued())
      .when(issue({ digest: 'd2' }))
      .thenRefused({ kind: 'id-taken' });
    given()
      .when(issue({ name: '' }))
      .thenRefused({ kind: 'name-wrong' });
    given()
      .when(issue({ companies: [] }))
      .thenRefused({ kind: 'companies-wrong' });
    given()
      .when(issue({ expiresAt: context.now }))
      .thenRefused({ kind: 'expiry-in-past' });
    given().when(revoke).thenRefused({ kind: 'not-found' });
  });

  it('is one of a limited number; those that are over are forgotten in the end', () => {
    const many = (count: number, expiresAt?: string): EventCredentialIssued[] =>
      Array.from({ length: count }, (_, index) => issued(`other-${index}`, expiresAt));
    given(...many(MAX_LIVE_EVENT_CREDENTIALS))
      .when(issue())
      .thenRefused({ kind: 'too-many' });
    const over = given(...many(MAX_ENDED_EVENT_CREDENTIALS + 5, '2026-01-01T00:00:00.000Z'), issued()).state;
    expect([over.size, over.has('other-0'), over.has('c1')]).toEqual([MAX_ENDED_EVENT_CREDENTIALS + 1, false, true]);
  });
});
