import type { EventStore } from '@luciq/event-store';
import { EventStoreUnavailable } from '@luciq/event-store';

/** Which call breaks, counted from 1 over every method, and whether its effect has happened by then. */
export interface FaultPlan {
  readonly call: number;
  readonly when: 'before' | 'after';
}

/** Counts calls and breaks the one that the plan names. */
export class FaultCounter {
  private callCount = 0;
  private hasFired = false;
  constructor(
    private readonly plan: FaultPlan,
    private readonly fault: (when: FaultPlan['when'], method: string) => Error,
  ) {}

  /** Calls made so far. */
  get calls(): number {
    return this.callCount;
  }

  /** True once the planned call was broken. False at the end of a run: there is no call of that number. */
  get fired(): boolean {
    return this.hasFired;
  }

  /** Makes a call, or breaks it before or after its effect. */
  async call<T>(method: string, effect: () => Promise<T>): Promise<T> {
    this.callCount += 1;
    if (this.callCount !== this.plan.call) return effect();
    this.hasFired = true;
    if (this.plan.when === 'after') await effect();
    throw this.fault(this.plan.when, method);
  }
}

/**
 * An event store that fails once: call n throws EventStoreUnavailable, `not-done` before its effect and `unknown` after
 * it. Waiting and closing are not counted, so that a plan means the same call in every run.
 */
export function faultyEventStore(
  store: EventStore,
  plan: FaultPlan,
): { readonly store: EventStore; readonly counter: FaultCounter } {
  const counter = new FaultCounter(
    plan,
    (when, method) =>
      new EventStoreUnavailable(when === 'before' ? 'not-done' : 'unknown', `planned fault ${when} ${method}`),
  );
  return {
    counter,
    store: {
      append: (request) => counter.call('append', () => store.append(request)),
      readStream: (stream, after) => counter.call('readStream', () => store.readStream(stream, after)),
      readLog: (query) => counter.call('readLog', () => store.readLog(query)),
      idAt: (position) => counter.call('idAt', () => store.idAt(position)),
      claimOwner: (claim) => counter.call('claimOwner', () => store.claimOwner(claim)),
      head: (companyId) => counter.call('head', () => store.head(companyId)),
      waitForRecords: (after, signal) => store.waitForRecords(after, signal),
      close: () => store.close(),
    },
  };
}

/** The part of a pump's sink that can break. */
export interface BreakableSink<Item, Position> {
  checkpoint(): Promise<Position>;
  write(items: readonly Item[], through: Position): Promise<void>;
}

/** The planned failure of a sink. */
export class PlannedFault extends Error {
  override readonly name = 'PlannedFault';
}

/** A sink that fails once: call n throws PlannedFault, before or after its effect. */
export function faultySink<Item, Position>(
  sink: BreakableSink<Item, Position>,
  plan: FaultPlan,
): { readonly sink: BreakableSink<Item, Position>; readonly counter: FaultCounter } {
  const counter = new FaultCounter(plan, (when, method) => new PlannedFault(`planned fault ${when} ${method}`));
  return {
    counter,
    sink: {
      checkpoint: () => counter.call('checkpoint', () => sink.checkpoint()),
      write: (items, through) => counter.call('write', () => sink.write(items, through)),
    },
  };
}
