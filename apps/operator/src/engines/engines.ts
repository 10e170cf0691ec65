import type { EventStore } from '@luciq/event-store';
import type { AccountStore, AcknowledgedPositions } from '@luciq/gateway-store';
import type { Generations, LiveModel } from '@luciq/read-model';

/** Something that is closed after use. */
export interface Opened<Engine> {
  readonly engine: Engine;
  close(): Promise<void>;
}

/** Where the engines of a product are: in a data folder, or where the services have them. Every method may throw CannotWork. */
export interface Engines {
  openLog(mode: 'read' | 'write'): Promise<Opened<EventStore>>;
  openRows(): Promise<Opened<LiveModel>>;
  /** `logId` is the log that new generations are filled from. */
  openGenerations(logId: string | null): Promise<Opened<Generations>>;
  openAcknowledgements(store: EventStore): Promise<Opened<AcknowledgedPositions>>;
  /** What gateways keep of sign-ins. */
  openAccount(): Promise<Opened<Pick<AccountStore, 'security'>>>;
  /** Lets gateways trust rows that were just made anew from the whole log. */
  afterRebuild(store: EventStore): Promise<void>;
  /** Identity of the log, which has been opened; null where it has none. */
  logId(): Promise<string | null>;
}
