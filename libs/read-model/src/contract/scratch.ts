import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPump, type FailurePolicy } from '@luciq/pump';
import { parseFilter, userResourceType, type Filter } from '@luciq/scim';
import type { ListOutcome, ListRequest } from '../queries.ts';
import { OpenGeneration, createGeneration } from '../sqlite/generation.ts';
import { openReadModel, type ReadModel } from '../sqlite/read-model.ts';
import type { FoldOptions } from '../sqlite/rebuild.ts';
import { MemoryLog } from './histories.ts';

/** Gives up at the first failure, so that a spec sees it. */
export const failure: FailurePolicy = { initialDelayMs: 0, maxDelayMs: 0, attempts: 1, onExhausted: 'stop' };

/** URL of the SCIM service that specs speak of. */
export const BASE_URL = 'https://scim.example/scim/v2';

/** The first page of everyone. */
export const listing: ListRequest = { companyId: 'acme', filter: null, startIndex: 1, count: 100, passed: 0n, timeoutMs: 0, baseUrl: BASE_URL };

/** The filter that a text means. */
export function parsedFilter(text: string): Filter {
  const result = parseFilter(userResourceType, text);
  if (!result.ok) throw new Error(`${text}: ${result.problem.detail}`);
  return result.value;
}

/** Ids on a page; the kind of outcome where there is no page. */
export const idsOf = (outcome: ListOutcome): readonly string[] => (outcome.kind === 'page' ? outcome.users.map(({ id }) => id) : [outcome.kind]);

/** A log with a registered company, `acme`. */
export function registered(): MemoryLog {
  const log = new MemoryLog();
  log.append('acme', null, { type: 'CompanyRegistered', data: { name: 'Acme', applications: [], defaults: { role: 'viewer', applications: ['Shop'] } } });
  return log;
}

/** Pumps everything that is in the log now. */
export async function follow(log: MemoryLog, { sink }: Pick<ReadModel, 'sink'>, batchItems = 500): Promise<void> {
  await startPump({ source: log, sink, failure, batchItems, until: await log.head() }).done;
}

/** A folder for one test, and what was opened in it. */
export class Scratch {
  readonly folder = mkdtempSync(join(tmpdir(), 'read-model-'));
  private readonly opened: { close(): void }[] = [];

  /** An empty generation beside the live one. */
  async generation(): Promise<OpenGeneration> {
    const file = join(this.folder, `scratch-${this.opened.length}.sqlite`);
    await createGeneration(file);
    return this.keep(new OpenGeneration(file, { fill: true }));
  }

  /** The live generation of the folder, as one process opens it. */
  async open(): Promise<ReadModel> {
    const outcome = await openReadModel({ folder: this.folder });
    if (outcome.kind !== 'ready') throw new Error(`the read model is ${outcome.kind}`);
    return this.keep(outcome.readModel);
  }

  /** What rebuild and verify need. */
  options(log: MemoryLog): FoldOptions {
    return { folder: this.folder, source: log, head: () => log.head(), failure };
  }

  /** Closes everything that was opened since the last time. */
  closeAll(): void {
    for (const one of this.opened) one.close();
  }

  /** Closes everything and removes the folder. */
  remove(): void {
    this.closeAll();
    rmSync(this.folder, { recursive: true });
  }

  private keep<T extends { close(): void }>(one: T): T {
    this.opened.push(one);
    return one;
  }
}
