import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { EventCredentialCommand, EventCredentialRefusal, EventCredentials } from '@luciq/domain';
import { eventCredentialsDecider } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import type { EventCredentialEvent } from '@luciq/events';
import { EVENT_CREDENTIALS_STREAM } from '@luciq/events';
import { StateCache } from '../writing/state-cache.ts';
import { decideAndAppend } from '../writing/write-loop.ts';

/** The credentials of the feed, as everything in a process shares them. */
export class EventCredentialStream {
  readonly states: StateCache<EventCredentials, EventCredentialEvent>;
  /** A read under way, and the one that begins after it for all who came meanwhile. */
  private current: Promise<EventCredentials> | null = null;
  private following: Promise<EventCredentials> | null = null;
  private followingAgeMs = 0;

  constructor(
    readonly store: EventStore,
    monotonic?: () => number,
  ) {
    this.states = new StateCache(store, eventCredentialsDecider, { max: 1, ...(monotonic ? { monotonic } : {}) });
  }

  /** The credentials as they were at most `maxAgeMs` ago; 0 reads all that is in the log by now. Callers at the same time share a read. Throws EventStoreUnavailable. */
  read(maxAgeMs: number): Promise<EventCredentials> {
    if (this.current) {
      this.followingAgeMs = this.following ? Math.min(this.followingAgeMs, maxAgeMs) : maxAgeMs;
      this.following ??= this.current
        .catch(() => undefined)
        .then(() => {
          this.following = null;
          return this.read(this.followingAgeMs);
        });
      return this.following;
    }
    this.current = this.states
      .readWithin(EVENT_CREDENTIALS_STREAM, maxAgeMs)
      .then(({ versioned }) => versioned.state)
      .finally(() => {
        this.current = null;
      });
    return this.current;
  }
}

/** What ChangeEventCredentials came to. */
export type EventCredentialOutcome =
  | { readonly kind: 'done'; readonly credentials: EventCredentials; readonly changed: boolean }
  | { readonly kind: 'refused'; readonly refusal: EventCredentialRefusal };

/** Issues a credential of the feed, or revokes one. */
export class ChangeEventCredentials extends Command<EventCredentialOutcome> {
  constructor(readonly command: EventCredentialCommand) {
    super();
  }
}

/** Carries out ChangeEventCredentials. */
@CommandHandler(ChangeEventCredentials)
export class ChangeEventCredentialsHandler implements ICommandHandler<ChangeEventCredentials> {
  constructor(private readonly stream: EventCredentialStream) {}

  /** Answers once the change is durable. Throws EventStoreUnavailable; a repeat is then safe. */
  async execute({ command }: ChangeEventCredentials): Promise<EventCredentialOutcome> {
    const outcome = await decideAndAppend(
      eventCredentialsDecider,
      { stream: EVENT_CREDENTIALS_STREAM, command },
      this.stream,
    );
    if (outcome.kind === 'claimed') throw new TypeError('credentials of the feed claim nothing');
    return outcome.kind === 'refused'
      ? outcome
      : { kind: 'done', credentials: outcome.state, changed: outcome.records.length > 0 };
  }
}
