import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOn, engine, freshDatabase, freshName } from '@luciq/test-engines';
import type { EventStoreEngine } from '@luciq/test-engines/eventstoredb';
import { eventStoreEngine, freshPrefix } from '@luciq/test-engines/eventstoredb';
import { runProgram } from '@luciq/testing/processes';
import type { ServiceEngines } from '@luciq/testing/service-set';
import { environmentOf, ServiceProcess } from '@luciq/testing/service-set';

const run = promisify(execFile);
const TOKEN = 'restore.0123456789abcdef0123456789abcdef';
const HEADERS = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json' };
const MINUTES = 60_000;

/** A program of PostgreSQL: on the path, or where Debian keeps it. */
function program(name: string): string {
  const folders = [
    process.env['PG_BIN'] ?? '',
    ...(existsSync('/usr/lib/postgresql')
      ? readdirSync('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`)
      : []),
  ];
  return folders.map((folder) => join(folder, name)).find((file) => file !== name && existsSync(file)) ?? name;
}

const [kafka, postgres] = [await engine('kafka'), await engine('postgres')];
const both = kafka && postgres ? { kafka, postgres } : null;

describeOn(both, kafka ? 'postgres' : 'kafka', 'what docs/operate/backup.md says', (on) => {
  let eventStore: EventStoreEngine;
  let engines: ServiceEngines;
  let drop: () => Promise<void>;
  const services = new Map<string, ServiceProcess>();

  const operate = async (...words: readonly string[]): Promise<void> => {
    const { code, stderr } = await runProgram('operator', words, environmentOf(engines));
    if (code !== 0) throw new Error(`operator ${words.join(' ')} ended with ${code}: ${stderr}`);
  };

  async function startAll(): Promise<void> {
    for (const role of ['scim-gateway', 'relay', 'projector'] as const) {
      const service = await ServiceProcess.of(role, engines);
      services.set(role, service);
      await service.start();
    }
  }

  async function stopAll(): Promise<void> {
    for (const service of services.values()) await service.stop();
    services.clear();
  }

  const create = async (userName: string): Promise<void> => {
    const response = await fetch(`${services.get('scim-gateway')?.scimBaseUrl}/Users`, {
      method: 'POST',
      headers: HEADERS,
      body: JSON.stringify({ userName }),
    });
    expect([userName, response.status]).toEqual([userName, 201]);
  };

  /** The userNames of a list, once it is answered. */
  async function listed(): Promise<readonly string[]> {
    for (;;) {
      const response = await fetch(`${services.get('scim-gateway')?.scimBaseUrl}/Users`, { headers: HEADERS });
      if (response.status === 200)
        return ((await response.json()) as { Resources: { userName: string }[] }).Resources.map(
          ({ userName }) => userName,
        );
      await delay(200);
    }
  }

  beforeAll(async () => {
    eventStore = await eventStoreEngine();
    const database = await freshDatabase(on.postgres.url);
    drop = database.drop;
    engines = {
      eventStoreUrl: eventStore.connectionString,
      eventStorePrefix: freshPrefix(),
      brokers: on.kafka.brokers,
      databaseUrl: database.url,
      prefix: freshName('restore'),
    };
    await operate('topics', 'create');
    await operate('register', 'acme', '--name', 'Acme', '--token', TOKEN);
    await startAll();
  }, 3 * MINUTES);

  afterAll(async () => {
    await stopAll();
    await eventStore.stop();
    await drop();
  }, MINUTES);

  it(
    'a database from an older dump catches up by itself',
    async () => {
      await create('before@x.example');
      expect(await listed()).toEqual(['before@x.example']);
      const { stdout: dump } = await run(program('pg_dump'), ['--clean', '--if-exists', engines.databaseUrl], {
        maxBuffer: 64 * 1024 * 1024,
      });
      await create('after@x.example');
      expect(await listed()).toEqual(['before@x.example', 'after@x.example']);
      await stopAll();
      const restoring = run(program('psql'), ['--quiet', '--set=ON_ERROR_STOP=1', engines.databaseUrl]);
      restoring.child.stdin?.end(dump);
      await restoring;
      await startAll();
      // What gateways share is as old as the rows: a list shows the newer member once the projector has passed it.
      while ((await listed()).length < 2) await delay(200);
      expect(await listed()).toEqual(['before@x.example', 'after@x.example']);
      await operate('verify');
    },
    3 * MINUTES,
  );

  it(
    'a database that was lost is made again from the log',
    async () => {
      await stopAll();
      const database = await freshDatabase(on.postgres.url);
      const dropOld = drop;
      drop = async () => {
        await dropOld();
        await database.drop();
      };
      engines = { ...engines, databaseUrl: database.url };
      await operate('rebuild');
      await startAll();
      expect(await listed()).toEqual(['before@x.example', 'after@x.example']);
      await create('later@x.example');
      expect(await listed()).toHaveLength(3);
      await operate('verify');
    },
    3 * MINUTES,
  );

  it(
    'rows of another log, or none at all, are never shown as if they were complete',
    async () => {
      const [gateway] = [services.get('scim-gateway')];
      await gateway?.stop();
      const empty = await freshDatabase(on.postgres.url);
      const other = await ServiceProcess.of('scim-gateway', { ...engines, databaseUrl: empty.url });
      await other.start();
      const response = await fetch(`${other.scimBaseUrl}/Users`, { headers: HEADERS });
      expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1']);
      await other.stop();
      await empty.drop();
      const foreign = await ServiceProcess.of('scim-gateway', { ...engines, eventStorePrefix: freshPrefix() });
      await expect(foreign.start()).rejects.toThrow(/the rows are of log .* made from another log/s);
      await gateway?.start();
    },
    2 * MINUTES,
  );

  it(
    'a Kafka that was lost is filled again from the log, and the rows go on after a rebuild',
    async () => {
      await stopAll();
      engines = { ...engines, prefix: freshName('restore') };
      await operate('topics', 'create');
      await operate('rebuild', '--topic-from-start');
      await startAll();
      await create('last@x.example');
      expect(await listed()).toEqual(['before@x.example', 'after@x.example', 'later@x.example', 'last@x.example']);
      await operate('verify');
    },
    3 * MINUTES,
  );
});
