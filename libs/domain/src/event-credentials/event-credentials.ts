import type { EventCredentialEvent } from '@luciq/events';
import type { CommandContext } from '../command-context.ts';
import type { Decider, Decision } from '../decider.ts';
import { events, refuse, unknownCommand } from '../decider.ts';

/** Credentials of the feed that are good at the same time. */
export const MAX_LIVE_EVENT_CREDENTIALS = 100;
/** Credentials that are over and still listed, the newest ones. */
export const MAX_ENDED_EVENT_CREDENTIALS = 200;
/** Companies that one credential can name. */
export const MAX_COMPANIES_OF_EVENT_CREDENTIAL = 100;
/** Longest name of a credential of the feed, in characters. */
export const MAX_EVENT_CREDENTIAL_NAME_LENGTH = 100;

/** A credential that reads the feed of events, or did. Times are RFC 3339. */
export interface EventCredential {
  readonly name: string;
  /** SHA-256 of the secret, in hexadecimal. */
  readonly digest: string;
  /** Null for every company. */
  readonly companies: readonly string[] | null;
  readonly issuedAt: string;
  readonly issuedBy: string;
  readonly expiresAt: string;
  /** Null while it was not revoked. */
  readonly revokedAt: string | null;
}

/** By id, the oldest first. */
export type EventCredentials = ReadonlyMap<string, EventCredential>;

/** Issues a credential, or revokes one. Companies are known to exist: the caller has looked. */
export type EventCredentialCommand =
  | {
      readonly type: 'IssueEventCredential';
      readonly context: CommandContext;
      readonly credentialId: string;
      readonly credential: Pick<EventCredential, 'name' | 'digest' | 'companies' | 'expiresAt'>;
    }
  | { readonly type: 'RevokeEventCredential'; readonly context: CommandContext; readonly credentialId: string };

/** Why a command to the credentials of the feed was not carried out. `eventCredentialSentence` has the words for each. */
export type EventCredentialRefusal =
  | { readonly kind: 'id-taken' }
  | { readonly kind: 'name-wrong' }
  | { readonly kind: 'companies-wrong' }
  | { readonly kind: 'expiry-in-past' }
  | { readonly kind: 'too-many' }
  | { readonly kind: 'not-found' };

/** True while the credential can be used. `now` is RFC 3339. */
export const isGoodEventCredential = ({ expiresAt, revokedAt }: EventCredential, now: string): boolean =>
  revokedAt === null && Date.parse(expiresAt) > Date.parse(now);

type EventCredentialsDecider = Decider<
  EventCredentials,
  EventCredentialCommand,
  EventCredentialEvent,
  EventCredentialRefusal
>;

const refused = (kind: EventCredentialRefusal['kind']): Decision<EventCredentialEvent, EventCredentialRefusal> =>
  refuse<EventCredentialRefusal>({ kind });

const decide: EventCredentialsDecider['decide'] = (state, command) => {
  const { credentialId } = command;
  const existing = state.get(credentialId);
  switch (command.type) {
    case 'IssueEventCredential': {
      const { context, credential } = command;
      const { name, digest, companies, expiresAt } = credential;
      if (existing) return existing.digest === digest ? events() : refused('id-taken');
      if (name === '' || [...name].length > MAX_EVENT_CREDENTIAL_NAME_LENGTH) return refused('name-wrong');
      if (companies && (companies.length === 0 || companies.length > MAX_COMPANIES_OF_EVENT_CREDENTIAL))
        return refused('companies-wrong');
      if (!(Date.parse(expiresAt) > Date.parse(context.now))) return refused('expiry-in-past');
      const live = [...state.values()].filter((known) => isGoodEventCredential(known, context.now));
      if (live.length >= MAX_LIVE_EVENT_CREDENTIALS) return refused('too-many');
      return events({ type: 'EventCredentialIssued', data: { credentialId, name, digest, companies, expiresAt } });
    }
    case 'RevokeEventCredential':
      if (!existing) return refused('not-found');
      return existing.revokedAt === null
        ? events({ type: 'EventCredentialRevoked', data: { credentialId } })
        : events();
    default:
      return unknownCommand(command);
  }
};

const evolve: EventCredentialsDecider['evolve'] = (state, { event, time, cause }) => {
  switch (event.type) {
    case 'EventCredentialIssued': {
      const { credentialId, ...credential } = event.data;
      const issuedBy = `${cause.actor.kind} ${cause.actor.id}`;
      return withoutOld(
        new Map(state).set(credentialId, { ...credential, issuedAt: time, issuedBy, revokedAt: null }),
        time,
      );
    }
    case 'EventCredentialRevoked': {
      const known = state.get(event.data.credentialId);
      return known ? new Map(state).set(event.data.credentialId, { ...known, revokedAt: time }) : state;
    }
    case 'ClaimFenced':
      return state;
  }
};

function withoutOld(state: EventCredentials, now: string): EventCredentials {
  const ended = [...state].filter(([, credential]) => !isGoodEventCredential(credential, now));
  const old = new Set(
    ended.slice(0, Math.max(0, ended.length - MAX_ENDED_EVENT_CREDENTIALS)).map(([credentialId]) => credentialId),
  );
  return old.size === 0 ? state : new Map([...state].filter(([credentialId]) => !old.has(credentialId)));
}

/** The rules of the credentials that read the feed of events; all are in one stream. */
export const eventCredentialsDecider: EventCredentialsDecider = {
  initial: new Map(),
  evolve,
  decide,
  claims: () => [],
};

const SENTENCES: Readonly<Record<EventCredentialRefusal['kind'], string>> = {
  'id-taken': 'A credential of this id exists with another secret. Issue one with another id.',
  'name-wrong': `The name of a credential has from 1 to ${MAX_EVENT_CREDENTIAL_NAME_LENGTH} characters. Give the name of the service that uses it.`,
  'companies-wrong': `A credential is for all companies, or names from 1 to ${MAX_COMPANIES_OF_EVENT_CREDENTIAL}. Issue one for all, or several.`,
  'expiry-in-past': 'The credential would have expired already. Choose a later end.',
  'too-many': `There are ${MAX_LIVE_EVENT_CREDENTIALS} credentials already. Revoke one that is not used any more, then issue a new one.`,
  'not-found': 'There is no credential of this id. List them with: operator events-credential list.',
};

/** What a person reads about a refusal, and what to do next. */
export const eventCredentialSentence = ({ kind }: EventCredentialRefusal): string => SENTENCES[kind];
