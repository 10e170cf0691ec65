/** How a pump stands; null for what nobody says. */
export interface PumpStanding {
  /** The service that it runs in. */
  readonly service: string;
  readonly name: string;
  readonly state: string;
  readonly position: string | null;
  readonly lagRecords: number | null;
  readonly lagSeconds: number | null;
}

/** A company whose rows stand still. */
export interface ParkedStanding {
  readonly companyId: string;
  readonly reason: string;
  readonly parkedAt: string;
  readonly attempts: number;
}

/** How the rebuild of this process stands. */
export interface RebuildStanding {
  readonly state: 'idle' | 'running' | 'done' | 'failed';
  /** Position in the log up to which it is folded, and the last one there is; positions are not counts. */
  readonly done: number;
  readonly total: number;
  readonly detail: string | null;
}

/** What became of an operator's wish to let a parked company go on. */
export type ResumeAnswer = { readonly kind: 'resumed' } | { readonly kind: 'not-parked' } | { readonly kind: 'refused'; readonly reason: string };

/** What an operator sees of the service and does to it; each app has its own. */
export interface OperationsPort {
  pumps(): Promise<readonly PumpStanding[]>;
  parked(): Promise<readonly ParkedStanding[]>;
  resume(companyId: string): Promise<ResumeAnswer>;
  /** Makes the rows anew in the background; false where a rebuild of this process is under way already. */
  startRebuild(): boolean;
  /** `idle` where this process has rebuilt nothing. */
  rebuildState(): RebuildStanding;
}
