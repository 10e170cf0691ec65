import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { PROJECTION_VERSION } from '../tables/tables.ts';
import { connect } from './database.ts';
import { generationFile } from './generation-files.ts';
import { openReadModel } from './read-model.ts';

it('The pointer names one generation, and one that names none is refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'read-model-'));
  const outcome = await openReadModel({ folder });
  if (outcome.kind === 'ready') outcome.readModel.close();
  const pointer = join(folder, 'live');
  expect(readFileSync(pointer, 'utf8')).toBe('generation-000001.sqlite\n');
  writeFileSync(pointer, '../elsewhere.sqlite');
  await expect(openReadModel({ folder })).rejects.toThrow('does not name a generation');
  rmSync(folder, { recursive: true });
});

it('A generation of another build is outdated when it is opened', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'read-model-'));
  const outcome = await openReadModel({ folder });
  if (outcome.kind === 'ready') outcome.readModel.close();
  const { database } = connect(generationFile(folder, 1), 'write');
  database.exec(`PRAGMA user_version = ${PROJECTION_VERSION + 1}`);
  database.close();
  expect(await openReadModel({ folder })).toEqual({ kind: 'outdated', generation: 1, version: PROJECTION_VERSION + 1 });
  rmSync(folder, { recursive: true });
});

/** Where Linux tells of locks; elsewhere nobody can ask. */
const LOCKS = '/proc/locks';

// A connection that opens the file while no lock is on it takes itself for the only one, and deletes the WAL when it closes: rows written after that are lost.
(existsSync(LOCKS) ? it : it.skip)(
  'The live file has a lock of this process for as long as it is open, however often it is opened',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'read-model-'));
    const file = join(folder, 'rows.sqlite');
    const writer = connect(file, 'write');
    writer.database.exec('CREATE TABLE t (a)');
    const reader = connect(file, 'read');
    writer.database.exec('INSERT INTO t VALUES (1)');
    const locks = readFileSync(LOCKS, 'utf8')
      .split('\n')
      .filter((line) => line.includes(` ${process.pid} `) && line.includes(`:${statSync(file).ino} `));
    for (const { database } of [reader, writer]) database.close();
    rmSync(folder, { recursive: true });
    expect(locks).toHaveLength(1);
  },
);
