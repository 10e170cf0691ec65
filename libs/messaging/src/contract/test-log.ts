import { randomUUID } from 'node:crypto';
import type { DomainEvent, EventRecord, Position, StreamName } from '@luciq/events';
import { companyStream, plain, userStream } from '@luciq/events';
import type { RelayedLog } from '../port.ts';

/** A log in memory, with the figures of a log whose positions have gaps. It can be cut off, as a restored copy is. */
export class TestLog implements RelayedLog {
  readonly id: string;
  records: EventRecord[] = [];
  private wake: () => void = () => undefined;

  constructor(id: string = randomUUID()) {
    this.id = id;
  }

  /** Appends an event; company and user are numbers, so that histories are short to write. */
  append(company: number, event: DomainEvent, stream: StreamName = companyStream(`company-${company}`)): EventRecord {
    const revision = this.records.filter((record) => record.stream === stream).length;
    const position = (this.records.at(-1)?.position ?? 0n) + BigInt(1 + ((company * 7 + revision * 3) % 5));
    const record: EventRecord = {
      position,
      stream,
      revision,
      companyId: `company-${company}`,
      companySequence: null,
      time: '2026-08-01T10:00:00.000Z',
      id: randomUUID(),
      event,
      cause: { commandId: randomUUID(), requestId: randomUUID(), actor: { kind: 'idp', id: 'tok1' }, tokenId: 'tok1' },
    };
    this.records.push(record);
    this.wake();
    return record;
  }

  /** A member comes to be. `bytes` makes the event at least so large. */
  user(company: number, bytes = 0): EventRecord {
    const userId = randomUUID();
    const personal = plain({ userName: `${userId}@acme.example`, ...(bytes > 0 ? { title: 'x'.repeat(bytes) } : {}) });
    return this.append(
      company,
      { type: 'UserProvisioned', data: { userId, origin: 'scim' }, personal },
      userStream(`company-${company}`, userId),
    );
  }

  /** A record that never leaves the log. */
  internal(company: number): EventRecord {
    return this.append(company, {
      type: 'TokenIssued',
      data: { tokenId: 'tok1', digest: '0'.repeat(64), lastFour: 'wxyz', expiresAt: null },
    });
  }

  /** So many records of three companies, some of them internal. */
  history(count: number): void {
    for (let n = 0; n < count; n += 1) {
      if (n % 5 === 4) this.internal(n % 3);
      else this.user((n * n) % 3);
    }
  }

  /** The published records with the sequences that their messages must have, by company. */
  expected(): Map<string, { id: string; sequence: number }[]> {
    const companies = new Map<string, { id: string; sequence: number }[]>();
    for (const { companyId, event, id } of this.records) {
      if (event.type === 'TokenIssued') continue;
      const published = companies.get(companyId) ?? [];
      published.push({ id, sequence: published.length + 1 });
      companies.set(companyId, published);
    }
    return companies;
  }

  async readLog({
    after,
    limit,
  }: {
    readonly after: Position;
    readonly limit: number;
  }): Promise<{ records: EventRecord[]; through: Position }> {
    const records = this.records.filter(({ position }) => position > after).slice(0, limit);
    return { records, through: records.at(-1)?.position ?? after };
  }

  async readStream(stream: StreamName, after = -1): Promise<EventRecord[]> {
    return this.records.filter((record) => record.stream === stream && record.revision > after);
  }

  waitForRecords(after: Position, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted || (this.records.at(-1)?.position ?? 0n) > after) resolve();
    });
  }
}
