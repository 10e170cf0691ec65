import { createHmac } from 'node:crypto';
import type { Claim, StreamName } from '@luciq/events';
import type { RecordMac } from '../record-mac.ts';
import { recordMac } from '../record-mac.ts';

const PREFIX = /^[a-z][a-z0-9]{0,31}$/;

/**
 * Names of streams on the server. Everything of the product begins with one prefix, so that the server can filter: records
 * under `<prefix>/`, one company's under `<prefix>/<company>/`, and beside them claims and what the log says of itself.
 */
export class Names {
  private readonly prefix: string;
  private readonly claimKey: string;
  /** Codes of records, under a key of their own that comes of the claim key. */
  readonly mac: RecordMac;

  constructor(prefix: string, claimKey: string) {
    if (!PREFIX.test(prefix))
      throw new RangeError('the prefix of stream names must be 1 to 32 of a-z and 0-9, and begin with a letter');
    this.prefix = prefix;
    this.claimKey = claimKey;
    this.mac = recordMac(this.digest('the key of the codes of records'));
  }

  /** What the name of every record's stream begins with, of all companies or of one. */
  records(companyId?: string): string {
    return companyId === undefined ? `${this.prefix}/` : `${this.prefix}/${companyId}/`;
  }

  /** Name on the server of a stream of records. */
  record(stream: StreamName): string {
    return `${this.prefix}/${stream}`;
  }

  /** The stream of records that has this name on the server, null for another stream. */
  streamOf(name: string): StreamName | null {
    const records = this.records();
    return name.startsWith(records) ? (name.slice(records.length) as StreamName) : null;
  }

  /** Stream of a claim. The value does not show: those who run the server see names of streams. */
  claim({ scope, kind, value }: Claim): string {
    return `${this.prefix}-claim/${this.digest(JSON.stringify([scope, kind, value]))}`;
  }

  /** Stream of what must not change, such as the check of the claim key. */
  get settings(): string {
    return `${this.prefix}-settings`;
  }

  /** Stream of the identity of the log. */
  get log(): string {
    return `${this.prefix}-log`;
  }

  /** Streams that are never written to, one beside the records and one beside the claims: what a user may do with them is what the user may do with ours. */
  get probes(): readonly string[] {
    return [`${this.prefix}/rights`, `${this.prefix}-claim/rights`];
  }

  /** Tells claim keys apart without giving them away. */
  keyCheck(): string {
    return this.digest('the key of the claims of this event store');
  }

  private digest(text: string): string {
    return createHmac('sha256', this.claimKey).update(text).digest('hex');
  }
}
