import { randomUUID } from 'node:crypto';
import type { Cause, Claim, DomainEvent, EventRecord, Position, StreamName } from '@luciq/events';
import { plain, userStream } from '@luciq/events';
import type { AppendOutcome, AppendRequest, EventStore } from '../port.ts';

/** One empty log, and the stores on it. */
export interface ContractLog {
  readonly store: EventStore;
  /** A further store on the same log, as another process would have it. */
  another(): Promise<EventStore>;
  /** Closes every store handed out and opens a new one on the same log. */
  reopen(): Promise<EventStore>;
  /** Closes every store and removes the log. */
  dispose(): Promise<void>;
}

/** An engine under test; every `open` gives an empty log. */
export interface ContractEngine {
  open(): Promise<ContractLog>;
  /** How often each case runs, each time on a log of its own; once unless set. */
  readonly rounds?: number;
}

/** Rounds of a case that run side by side. */
const ROUNDS_AT_ONCE = 30;

/** Runs a case on a log of its own. */
export type OnLog = (run: (log: ContractLog) => Promise<void>) => () => Promise<void>;

/** Runs a case on a log of its own, as many rounds as the engine wants, and disposes of it, whatever happens. */
export const onLogOf =
  ({ open, rounds = 1 }: ContractEngine): OnLog =>
  (run) =>
  async () => {
    const round = async (): Promise<void> => {
      const log = await open();
      try {
        await run(log);
      } finally {
        await log.dispose();
      }
    };
    for (let left = rounds; left > 0; left -= ROUNDS_AT_ONCE)
      await Promise.all(Array.from({ length: Math.min(left, ROUNDS_AT_ONCE) }, round));
  };

/** The company of most cases. */
export const ACME = 'acme';

/** Time and cause of every request made here. */
export const TIME = '2026-03-01T10:20:30.456Z';
export const CAUSE: Cause = {
  commandId: '0198c0de-0000-7000-8000-000000000001',
  requestId: 'request-1',
  actor: { kind: 'idp', id: 'okta' },
  tokenId: 'token-1',
};

/** A stream of its own for a case. */
export const newStream = (company = ACME): StreamName => userStream(company, randomUUID());

/** An event that is told apart by its name. */
export const provisioned = (userName: string): DomainEvent => ({
  type: 'UserProvisioned',
  data: { userId: userName.slice(0, 64), origin: 'scim' },
  personal: plain({ userName }),
});

/** An event that never leaves the log. */
export const internal: DomainEvent = {
  type: 'TokenIssued',
  data: { tokenId: 'token-1', digest: 'ab'.repeat(32), lastFour: 'wxyz', expiresAt: null },
};

/** The claim of a userName of the company. */
export const nameClaim = (value: string, scope = ACME): Claim => ({ scope, kind: 'userName', value });

/** A request of one event with an id of its own, unless told otherwise. */
export const request = (stream: StreamName, change: Partial<AppendRequest> = {}): AppendRequest => ({
  stream,
  expected: 'any',
  events: [{ id: randomUUID(), event: provisioned('ada') }],
  time: TIME,
  cause: CAUSE,
  ...change,
});

/** Names as events, each with an id of its own. */
export const events = (...names: readonly string[]): AppendRequest['events'] =>
  names.map((name) => ({ id: randomUUID(), event: provisioned(name) }));

/** The records of an append that was done; throws for any other outcome. */
export function appended(outcome: AppendOutcome): readonly EventRecord[] {
  if (outcome.kind !== 'appended') throw new Error(`not appended but ${JSON.stringify(outcome)}`);
  return outcome.records;
}

/** Reads on from a position until nothing more comes; fails when a slice goes back or is over its limit. */
export async function readAll(
  store: EventStore,
  { after = 0n, limit = 1_000, companyId }: { after?: Position; limit?: number; companyId?: string } = {},
): Promise<readonly EventRecord[]> {
  const all: EventRecord[] = [];
  for (let from = after; ;) {
    const slice = await store.readLog({ after: from, limit, ...(companyId === undefined ? {} : { companyId }) });
    if (slice.records.length > limit) throw new Error('more records than asked for');
    if (slice.through < from) throw new Error('the log went backwards');
    all.push(...slice.records);
    if (slice.through === from) return all;
    from = slice.through;
  }
}
