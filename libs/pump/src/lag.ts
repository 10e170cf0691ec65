import type { Pump } from './pump.ts';

/** How far behind the source a pump of records is, by the times that the records carry. */
export class RecordLag {
  private newestWritten: number | null = null;

  /** Notes the newest record of a batch that was written; `time` is RFC 3339. */
  written(time: string): void {
    this.newestWritten = Date.parse(time);
  }

  /**
   * Seconds: 0 for a live pump, else the age of the newest record that was written, which the oldest one still to come
   * cannot exceed. Null before the first record.
   */
  seconds(pump: Pick<Pump, 'state'>, now: number): number | null {
    if (pump.state() === 'live') return 0;
    return this.newestWritten === null ? null : Math.max(0, (now - this.newestWritten) / 1_000);
  }
}
