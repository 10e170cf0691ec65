import type { EventRecord } from '@luciq/events';
import type { Sink } from '@luciq/pump';
import { EngineError } from '@luciq/service';
import type { CompanyLog, ParkedCompany, ResumeOutcome } from './parking/parked.ts';
import type { ReadModelQueries } from './queries.ts';
import { PROJECTION_VERSION } from './tables/tables.ts';

/** Longest time for which a process may go on with a generation after another one has switched, in milliseconds. */
export const SWITCH_CHECK_MS = 250;

/** The companies that are set aside in the live generation. */
export interface ParkedCompanies {
  list(): Promise<readonly ParkedCompany[]>;
  /** Null where the company is not parked. */
  inspect(companyId: string): Promise<ParkedCompany | null>;
  /** Reads the company from the log from where its rows stand, and lets it go on. */
  resume(request: {
    readonly companyId: string;
    readonly log: CompanyLog;
    readonly batchRecords?: number;
  }): Promise<ResumeOutcome>;
}

/** The live generation, whichever it is: its queries, and the sink that a projector of the log pumps into. */
export interface LiveModel {
  readonly queries: ReadModelQueries;
  /** Follows a switch by another process: from then on queries, checkpoint and writes are those of the new generation. */
  readonly sink: Sink<EventRecord>;
  readonly parked: ParkedCompanies;
}

/** Another build has switched to a generation with other tables; this process must be replaced by that build. */
export class GenerationOfOtherBuild extends EngineError {
  override readonly name = 'GenerationOfOtherBuild';
  override readonly engine = 'read-model';
  override readonly trouble = 'other-build';
  constructor(
    generation: number,
    readonly version: number,
  ) {
    super(
      `generation ${generation} of the read model has projection version ${version}; this build has ${PROJECTION_VERSION}`,
    );
  }
}
