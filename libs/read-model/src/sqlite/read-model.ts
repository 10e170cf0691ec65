import { mkdirSync } from 'node:fs';
import type { EventRecord, Position } from '@luciq/events';
import type { Sink } from '@luciq/pump';
import { PRIVATE_FOLDER } from '@luciq/service';
import { CommitNotifier } from '../applying/commit-notifier.ts';
import type { LiveModel, ParkedCompanies } from '../live-model.ts';
import { GenerationOfOtherBuild, SWITCH_CHECK_MS } from '../live-model.ts';
import { inspectParked, listParked, resumeParked } from '../parking/parked.ts';
import { ReadModelQueries } from '../queries.ts';
import { PROJECTION_VERSION } from '../tables/tables.ts';
import { ReadModelUnavailable } from '../unavailable.ts';
import { sqliteDialect } from './dialect.ts';
import { createGeneration, OpenGeneration, projectionVersion } from './generation.ts';
import { generationFile, liveGeneration, pointTo, reserveGeneration } from './generation-files.ts';

/** The live generation of a folder. */
export interface ReadModel extends LiveModel {
  /** Number of the generation in use. */
  generation(): number;
  /** Lets go of the files as soon as the queries in flight are answered. */
  close(): void;
}

/** `outdated`: the live generation is of another projection version, so it must be rebuilt before it is used. */
export type OpenedReadModel =
  | { readonly kind: 'ready'; readonly readModel: ReadModel }
  | { readonly kind: 'outdated'; readonly generation: number; readonly version: number };

/** Opens the live generation of a folder; makes the folder and a first, empty generation where there is none. */
export async function openReadModel({
  folder,
  logId = null,
}: {
  readonly folder: string;
  readonly logId?: string | null;
}): Promise<OpenedReadModel> {
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
  let generation = liveGeneration(folder);
  if (generation === null) {
    generation = reserveGeneration(folder);
    await createFirst(generationFile(folder, generation));
    pointTo(folder, generation);
  }
  const version = projectionVersion(generationFile(folder, generation));
  if (version !== PROJECTION_VERSION) return { kind: 'outdated', generation, version };
  return { kind: 'ready', readModel: new LiveReadModel(folder, { generation, logId }) };
}

async function createFirst(file: string): Promise<void> {
  await createGeneration(file);
  const open = new OpenGeneration(file);
  try {
    await open.complete();
  } finally {
    open.close();
  }
}

class LiveReadModel implements ReadModel {
  readonly queries: ReadModelQueries;
  readonly sink: Sink<EventRecord>;
  readonly parked: ParkedCompanies;
  private readonly folder: string;
  private readonly commits = new CommitNotifier();
  private live: { readonly number: number; readonly open: OpenGeneration };
  private checkedAt = performance.now();

  private readonly logId: string | null;

  constructor(folder: string, { generation, logId }: { readonly generation: number; readonly logId: string | null }) {
    this.folder = folder;
    this.logId = logId;
    this.live = this.open(generation);
    this.queries = new ReadModelQueries({
      dialect: sqliteDialect,
      commits: this.commits,
      scansInBatches: true,
      read: (query) => this.asking((open) => open.read(query)),
      snapshot: (query) => this.asking((open) => open.snapshot(query)),
    });
    this.sink = {
      checkpoint: () => this.checkpoint(),
      write: (records, through) => this.using(({ sink }) => sink.write(records, through)),
      park: (refused, attempts) => this.using(({ sink }) => sink.park(refused, attempts)),
    };
    this.parked = {
      list: () => this.asking((open) => open.read(listParked)),
      inspect: (companyId) => this.asking((open) => open.read((db) => inspectParked(db, companyId))),
      resume: (request) => this.using(({ forWriters }) => resumeParked({ ...forWriters, ...request })),
    };
  }

  generation(): number {
    return this.live.number;
  }

  close(): void {
    this.live.open.close();
  }

  private using<T>(work: (open: OpenGeneration) => Promise<T>): Promise<T> {
    const { open } = this.live;
    return open.use(() => work(open));
  }

  private async asking<T>(ask: (open: OpenGeneration) => Promise<T>): Promise<T> {
    try {
      return await ask(this.live.open);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR') {
        throw new ReadModelUnavailable('the file of the read model did not answer', { cause: error });
      }
      throw error;
    }
  }

  /** The only place where the generation changes: the pump asks here before it reads, so that it goes on from there. */
  private checkpoint(): Promise<Position> {
    if (performance.now() - this.checkedAt >= SWITCH_CHECK_MS) {
      this.checkedAt = performance.now();
      this.followSwitch();
    }
    return this.using(({ sink }) => sink.checkpoint());
  }

  private followSwitch(): void {
    const number = liveGeneration(this.folder);
    if (number === null || number === this.live.number) return;
    const version = projectionVersion(generationFile(this.folder, number));
    if (version !== PROJECTION_VERSION) throw new GenerationOfOtherBuild(number, version);
    const before = this.live;
    this.live = this.open(number);
    before.open.close();
    this.commits.notify();
  }

  private open(number: number): { readonly number: number; readonly open: OpenGeneration } {
    return {
      number,
      open: new OpenGeneration(generationFile(this.folder, number), {
        onCommit: () => this.commits.notify(),
        logId: this.logId,
      }),
    };
  }
}
