import type { CompanyState } from '@luciq/domain';
import { companyDecider } from '@luciq/domain';
import type { EventStore } from '@luciq/event-store';
import type { CompanyEvent } from '@luciq/events';
import { companyStream, isCompanyId } from '@luciq/events';
import { StateCache } from '../writing/state-cache.ts';

/** Companies kept in memory, least recently used dropped first. */
export const MAX_CACHED_COMPANIES = 10_000;

/** A company, and whether its stream was read just now or the state is one that was remembered. */
export interface CompanyAsRead {
  readonly state: CompanyState;
  readonly isFresh: boolean;
}

/**
 * The one view of companies that everything in a process shares: the token gate, the console's guard and the handler of
 * ChangeCompany, which puts what it changed into it.
 */
export abstract class Companies {
  /** The state as it was at most `maxAgeMs` ago; 0 reads everything that is in the log by now. Throws EventStoreUnavailable. */
  abstract read(companyId: string, maxAgeMs: number): Promise<CompanyAsRead>;
}

/** The companies as their streams tell. */
export class CompanyStreams extends Companies {
  readonly decider = companyDecider;
  readonly states: StateCache<CompanyState, CompanyEvent>;

  constructor(
    readonly store: EventStore,
    monotonic?: () => number,
  ) {
    super();
    this.states = new StateCache<CompanyState, CompanyEvent>(store, companyDecider, {
      max: MAX_CACHED_COMPANIES,
      ...(monotonic ? { monotonic } : {}),
    });
  }

  async read(companyId: string, maxAgeMs: number): Promise<CompanyAsRead> {
    if (!isCompanyId(companyId)) return { state: companyDecider.initial, isFresh: true };
    const { versioned, isFresh } = await this.states.readWithin(companyStream(companyId), maxAgeMs);
    return { state: versioned.state, isFresh };
  }

  /** A state that has `revision` of the company's stream, which was read for the same request; the newest where none was. */
  async readAtLeast(companyId: string, revision: number | undefined): Promise<CompanyState> {
    return (await this.states.readAtLeast(companyStream(companyId), revision)).state;
  }
}
