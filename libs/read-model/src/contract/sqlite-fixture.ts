import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FoldOptions } from '../generations/fold-log.ts';
import { connect } from '../sqlite/database.ts';
import { sqliteDialect } from '../sqlite/dialect.ts';
import { createGeneration, OpenGeneration } from '../sqlite/generation.ts';
import { generationFile, generations, liveGeneration } from '../sqlite/generation-files.ts';
import { sqliteGenerations } from '../sqlite/generations.ts';
import type { ReadModel } from '../sqlite/read-model.ts';
import { openReadModel } from '../sqlite/read-model.ts';
import { PROJECTION_VERSION } from '../tables/tables.ts';
import type { Fixture } from './fixture.ts';
import { failure } from './fixture.ts';
import type { MemoryLog } from './histories.ts';

/** A folder for one test, and what was opened in it. */
export class SqliteFixture implements Fixture {
  readonly dialect = sqliteDialect;
  readonly folder = mkdtempSync(join(tmpdir(), 'read-model-'));
  private readonly opened: { close(): void }[] = [];

  async generation(): Promise<OpenGeneration> {
    const file = join(this.folder, `fixture-${this.opened.length}.sqlite`);
    await createGeneration(file);
    return this.keep(new OpenGeneration(file, { fill: true }));
  }

  async open(): Promise<ReadModel> {
    const outcome = await openReadModel({ folder: this.folder });
    if (outcome.kind !== 'ready')
      throw new Error(`the read model has version ${outcome.version}, this build ${PROJECTION_VERSION}`);
    return this.keep(outcome.readModel);
  }

  options(log: MemoryLog): FoldOptions {
    return { generations: sqliteGenerations(this.folder), source: log, head: () => log.head(), failure };
  }

  async generations(): Promise<readonly number[]> {
    return generations(this.folder);
  }

  async tamper(...statements: readonly string[]): Promise<void> {
    const { database } = connect(generationFile(this.folder, liveGeneration(this.folder) ?? 0), 'write');
    for (const statement of statements) database.exec(statement);
    database.close();
  }

  setVersion(version: number): Promise<void> {
    return this.tamper(`PRAGMA user_version = ${version}`);
  }

  async closeAll(): Promise<void> {
    for (const one of this.opened) one.close();
  }

  async remove(): Promise<void> {
    await this.closeAll();
    rmSync(this.folder, { recursive: true });
  }

  private keep<T extends { close(): void }>(one: T): T {
    this.opened.push(one);
    return one;
  }
}
