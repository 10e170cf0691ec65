import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StreamName } from '@luciq/events';
import { LOG_START } from '@luciq/events';
import { appended, events, newStream, readAll, request } from '../contract/log.ts';
import type { EventStore } from '../port.ts';
import { openSqliteEventStore } from './index.ts';

/** What someone does who can write to the file, and knows how its guards are taken off. */
const UNGUARDED = 'DROP TRIGGER events_only_grow; DROP TRIGGER events_never_change; DROP TRIGGER events_never_go;';

describe('A file of events that someone edited', () => {
  let folder = '';
  let file = '';
  let stream: StreamName;
  let other: StreamName;
  const open: EventStore[] = [];
  const opened = (): EventStore => {
    const store = openSqliteEventStore({ file });
    open.push(store);
    return store;
  };
  const edit = (sql: string): void => {
    const database = new DatabaseSync(file);
    database.exec(`${UNGUARDED} ${sql}`);
    database.close();
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'event-store-edited-'));
    file = join(folder, 'events.sqlite');
    [stream, other] = [newStream(), newStream()];
    const store = opened();
    appended(await store.append(request(stream, { events: events('a', 'b', 'c') })));
    appended(await store.append(request(other, { events: events('d') })));
    await store.close();
  });
  afterEach(async () => {
    for (const store of open.splice(0)) await store.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['in the middle', 'DELETE FROM events WHERE position = 2'],
    ['at the start', 'DELETE FROM events WHERE position = 1'],
    ['at the end of a stream', 'DELETE FROM events WHERE position = 3'],
  ])('is not opened with a record taken out %s', (_, sql) => {
    edit(sql);
    expect(() => openSqliteEventStore({ file })).toThrow(
      /^The event store file .* has 3 records, and its newest is number 4: records were taken out\. .+/,
    );
  });

  it.each([
    ['what a record says', `UPDATE events SET body = replace(body, '{', '{"x":1,') WHERE position = 2`],
    ['who asked for it', `UPDATE events SET cause = replace(cause, '{', '{"x":1,') WHERE position = 2`],
    ['when it was', `UPDATE events SET time = '2020-01-01T00:00:00.000Z' WHERE position = 2`],
    ['whose it is', `UPDATE events SET company = 'other' WHERE position = 2`],
    ['its type', `UPDATE events SET type = 'UserDeleted' WHERE position = 2`],
    ['its code', `UPDATE events SET mac = '' WHERE position = 2`],
    [
      'two records for each other',
      `UPDATE events SET position = -1 WHERE position = 2; UPDATE events SET position = 2, revision = 1 WHERE position = 3; UPDATE events SET position = 3, revision = 2 WHERE position = -1`,
    ],
  ])('serves nothing from where someone changed %s, and says where', async (_, sql) => {
    const store = opened();
    const [first] = await readAll(store);
    await store.close();
    edit(sql.replace('revision = 1 WHERE position = 3', 'revision = 9 WHERE position = 3'));
    const edited = opened();
    expect(await edited.readLog({ after: LOG_START, limit: 10 })).toEqual({
      records: [first],
      through: first?.position,
    });
    await expect(edited.readLog({ after: first?.position ?? LOG_START, limit: 10 })).rejects.toMatchObject({
      name: 'DamagedLog',
      message: expect.stringMatching(/^The log is damaged at position 2/),
    });
    await expect(edited.readStream(stream)).rejects.toMatchObject({ name: 'DamagedLog' });
    expect(await edited.readStream(other)).toHaveLength(1);
  });

  it('tells anyone who asks how it is, once a read has met the damage', async () => {
    edit(`UPDATE events SET body = '{}' WHERE position = 2`);
    const store = opened();
    expect(await store.head()).toBe(4n);
    await expect(store.readStream(stream)).rejects.toMatchObject({ name: 'DamagedLog' });
    await expect(store.head()).rejects.toMatchObject({ name: 'DamagedLog' });
  });

  it('does not take a record of another stream, nor one that was made without the key', async () => {
    edit(`UPDATE events SET stream = '${other}', revision = 1 WHERE position = 3`);
    const store = opened();
    await expect(store.readStream(other)).rejects.toMatchObject({ name: 'DamagedLog' });
  });

  it('finds a gap in a stream even where positions are numbered anew', async () => {
    edit(
      'DELETE FROM events WHERE position = 2; UPDATE events SET position = 2 WHERE position = 3; UPDATE events SET position = 3 WHERE position = 4',
    );
    const store = opened();
    await expect(store.readStream(stream)).rejects.toMatchObject({
      name: 'DamagedLog',
      message: expect.stringContaining(`revision 1 of ${stream}`),
    });
    await expect(store.readLog({ after: 1n, limit: 10 })).rejects.toMatchObject({ name: 'DamagedLog' });
  });

  it('is not read without its key, nor with another', async () => {
    rmSync(`${file}.key`);
    expect(() => openSqliteEventStore({ file })).toThrow(/^The key of the event store, .*\.key, is missing: .+/);
    writeFileSync(`${file}.key`, 'short');
    expect(() => openSqliteEventStore({ file })).toThrow(/is damaged/);
    writeFileSync(`${file}.key`, 'k'.repeat(64));
    await expect(opened().readStream(stream)).rejects.toMatchObject({ name: 'DamagedLog' });
  });
});

describe('A file of a former version', () => {
  it('has codes for all of its records after it was opened once, and says so to a store that only reads before', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'event-store-former-'));
    const file = join(folder, 'events.sqlite');
    const store = openSqliteEventStore({ file });
    const stream = newStream();
    const records = appended(await store.append(request(stream, { events: events('a', 'b', 'c') })));
    await store.close();
    const database = new DatabaseSync(file);
    database.exec(`DROP TRIGGER events_never_change; ALTER TABLE events DROP COLUMN mac; PRAGMA user_version = 1;
      CREATE TRIGGER events_never_change BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events never change'); END;`);
    database.close();
    rmSync(`${file}.key`);
    expect(() => openSqliteEventStore({ file, readOnly: true })).toThrow(/Start the product once/);
    const upgraded = openSqliteEventStore({ file });
    expect(await readAll(upgraded)).toEqual(records);
    appended(await upgraded.append(request(stream, { expected: 2, events: events('d') })));
    expect(await upgraded.readStream(stream)).toHaveLength(4);
    await upgraded.close();
    const cheat = new DatabaseSync(file);
    expect(() => cheat.exec("UPDATE events SET body = '{}'")).toThrow('events never change');
    cheat.close();
    rmSync(folder, { recursive: true });
  });
});
