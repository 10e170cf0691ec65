import Table from 'cli-table3';
import type { EventRecord } from '@luciq/events';
import { counted } from '@luciq/events';
import type { OktaCall, OktaCheck } from './client.ts';
import type { OktaPlay } from './play.ts';

/** Characters of a body that are printed. */
const BODY_WIDTH = 160;

const short = (text: string): string => (text.length > BODY_WIDTH ? `${text.slice(0, BODY_WIDTH)}…` : text);

/** Writes a play line by line; in colour on a terminal only. */
export class Printer {
  private step = '';
  constructor(private readonly out: NodeJS.WriteStream) {}

  /** The request, its answer, and the events that it caused. */
  call(
    { dialect, step, method, path, body, answer, milliseconds }: OktaCall,
    events: readonly EventRecord[] | null,
  ): void {
    this.heading(dialect, step);
    this.line(`  ${method} ${decodeURIComponent(path.replaceAll('+', '%20'))}`);
    if (body !== undefined) this.line(this.colour(2, `    > ${short(JSON.stringify(body))}`));
    this.line(this.colour(2, `    < ${answer.status} in ${milliseconds.toFixed(0)} ms ${short(answer.text)}`));
    for (const record of events ?? [])
      this.line(
        this.colour(36, `    event ${record.event.type} at position ${record.position}, revision ${record.revision}`),
      );
    if (events?.length === 0 && method !== 'GET') this.line(this.colour(2, '    no event'));
  }

  /** One check. */
  check({ dialect, step, sentence, passed, saw }: OktaCheck): void {
    this.heading(dialect, step);
    this.line(
      passed
        ? `    ${this.colour(32, '✓')} ${sentence}`
        : `    ${this.colour(31, '✗')} ${sentence}${saw === undefined ? '' : `: ${short(saw)}`}`,
    );
  }

  /** What each step came to. */
  summary(plays: readonly OktaPlay[]): void {
    const table = new Table({ head: ['app', 'step', 'passed', 'failed'], style: { head: [], border: [] } });
    for (const { dialect, checks } of plays) {
      for (const [step, ofStep] of Map.groupBy(checks, (check) => check.step)) {
        const passed = ofStep.filter((check) => check.passed).length;
        table.push([dialect, step, passed, ofStep.length - passed]);
      }
    }
    this.line(`\n${table.toString()}`);
    for (const { dialect, passed, failed, requests } of plays)
      this.line(`${dialect}: ${counted(passed, 'check')} passed, ${failed} failed, ${counted(requests, 'request')}`);
  }

  private heading(dialect: string, step: string): void {
    const heading = `${dialect}: ${step}`;
    if (heading !== this.step) this.line(`\n${this.colour(1, heading)}`);
    this.step = heading;
  }

  private colour(code: number, text: string): string {
    return this.out.isTTY ? `\u001b[${code}m${text}\u001b[0m` : text;
  }

  private line(text: string): void {
    this.out.write(`${text}\n`);
  }
}
