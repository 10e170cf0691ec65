import { Text, WholeNumber } from './kinds.ts';

/** Shortest secret under which claims may be named, in characters. */
export const MIN_CLAIM_KEY_LENGTH = 32;

/** Which event store, and how long to wait for it. */
export class EventStoreSettings {
  /** `esdb://` or `esdb+discover://` for EventStoreDB, `sqlite:` and a file for the embedded log. */
  @Text({
    form: /^(esdb(\+discover)?:\/\/|sqlite:)\S+$/,
    be: 'esdb://<host>:2113?tls=true, esdb+discover://<host> or sqlite:<file>',
  })
  readonly LUCIQ_EVENT_STORE_URL!: string;

  /** Secret under which claims are named; the same in every process and for ever. Not used by the embedded log. */
  @Text({
    form: /^[\x21-\x7e]{32,512}$/,
    be: `a secret of ${MIN_CLAIM_KEY_LENGTH} to 512 characters without spaces`,
    optional: true,
  })
  readonly LUCIQ_CLAIM_KEY?: string;

  /** What the names of all streams of this product on an EventStoreDB begin with, so that several products can share a server; for ever. Not used by the embedded log. */
  @Text({ form: /^[a-z][a-z0-9]{0,31}$/, be: '1 to 32 of a-z and 0-9, and begin with a letter' })
  readonly LUCIQ_EVENT_STORE_PREFIX: string = 'luciq';

  /** How long an append or a read may take before its outcome counts as unknown. */
  @WholeNumber({ min: 100, max: 60_000, unit: 'milliseconds' })
  readonly LUCIQ_EVENT_STORE_TIMEOUT_MS: number = 5_000;
}
