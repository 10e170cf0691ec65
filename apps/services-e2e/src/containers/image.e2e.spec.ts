import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { FreshDatabase } from '@luciq/test-engines';
import { describeOn, engine, freshDatabase, freshName } from '@luciq/test-engines';
import { EventStoreDbDouble } from '@luciq/test-engines/eventstoredb';
import { freePorts } from '@luciq/test-engines/programs';
import { environmentOf } from '@luciq/testing/service-set';

const HEALTH_TIMEOUT_MS = 50_000;
const execute = promisify(execFile);

const image = await engine('image');
const kafka = image && (await engine('kafka'));
const postgres = image && (await engine('postgres'));
const set = image && kafka && postgres && { image, kafka, postgres };

const started: string[] = [];

async function docker(...args: string[]): Promise<string> {
  const { stdout } = await execute('docker', args);
  return stdout.trim();
}

/** Starts a container of the image as it is meant to run: nothing can be written but the data and what is temporary. */
async function start(name: string, role: string, more: readonly string[]): Promise<string> {
  const id = await docker(
    'run',
    '--detach',
    '--read-only',
    '--tmpfs',
    '/tmp',
    '--cap-drop',
    'ALL',
    '--health-interval',
    '1s',
    '--label',
    `luciq.tests=${process.pid}`,
    ...more,
    name,
    role,
  );
  started.push(id);
  return id;
}

async function untilHealthy(id: string): Promise<void> {
  const deadline = performance.now() + HEALTH_TIMEOUT_MS;
  for (;;) {
    const [health, status] = (
      await docker('inspect', '--format', '{{.State.Health.Status}} {{.State.Status}}', id)
    ).split(' ');
    if (health === 'healthy') return;
    if (status === 'exited' || performance.now() > deadline) {
      const { stdout, stderr } = await execute('docker', ['logs', id]);
      throw new Error(`the container is ${health} and ${status}: ${stdout}${stderr}`);
    }
    await pause(200);
  }
}

afterAll(async () => {
  if (started.length > 0) await docker('rm', '--force', '--volumes', ...started);
});

describeOn(image, 'image', 'the image', ({ name }) => {
  it('runs the standalone product, writes beside its data nothing, and stops in order', async () => {
    const id = await start(name, 'standalone', [
      '--publish',
      '127.0.0.1:0:3000',
      '--env',
      'LUCIQ_PUBLIC_URL=http://localhost:3000',
      '--env',
      'LUCIQ_BOOTSTRAP_TOKEN=image.0123456789abcdef0123456789',
    ]);
    await untilHealthy(id);
    const address = await docker('port', id, '3000/tcp');
    const headers = { authorization: 'Bearer image.0123456789abcdef0123456789' };
    expect((await fetch(`http://${address}/scim/v2/Users`, { headers })).status).toBe(200);
    expect(await docker('diff', id)).toBe('');
    await docker('stop', id);
    expect(await docker('inspect', '--format', '{{.State.ExitCode}} {{.Config.User}}', id)).toBe('0 1000:1000');
  });

  it('holds what was built and the packages of production, and neither sources nor compilers', async () => {
    const look = [
      'run',
      '--rm',
      '--entrypoint',
      'find',
      name,
      '/app',
      '-name',
      '*.ts',
      '-not',
      '-path',
      '*/node_modules/*',
      '-o',
      '-path',
      '*/node_modules/typescript',
      '-o',
      '-path',
      '*/node_modules/@swc',
    ];
    expect(await docker(...look)).toBe('');
    expect(await docker('run', '--rm', '--read-only', name, 'operator', '--help')).toContain('Usage: operator');
  });

  it.each(['standalone', 'scim-gateway'])(
    'does not serve other machines over plain http as %s unless it is told to',
    async (role) => {
      const engines =
        role === 'standalone'
          ? {}
          : {
              LUCIQ_EVENT_STORE_URL: 'esdb://nowhere:2113?tls=false',
              LUCIQ_DATABASE_URL: 'postgres://luciq@nowhere:5432/luciq',
            };
      const given = Object.entries(engines).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
      // Not attached: a client of Docker may wait for ever for a container that ended while it attached.
      const id = await docker('run', '--detach', '--label', `luciq.tests=${process.pid}`, ...given, name, role);
      started.push(id);
      expect(await docker('wait', id)).not.toBe('0');
      const { stderr } = await execute('docker', ['logs', id]);
      expect(stderr).toContain('HOST lets other machines in, so LUCIQ_PUBLIC_URL must be set');
    },
  );

  it('names its roles where another is asked for', async () => {
    await expect(docker('run', '--rm', name, 'nonsense')).rejects.toMatchObject({
      code: 2,
      stderr: 'Name the role to run: operator, projector, relay, scim-gateway, standalone.\n',
    });
  });
});

const TOKEN = 'image.0123456789abcdef0123456789';
const ROLES = ['relay', 'projector', 'scim-gateway'] as const;

describeOn(set, 'image', 'the services as containers', (engines) => {
  const containers = new Map<string, { readonly id: string; readonly port: number; readonly operations: number }>();
  let store: EventStoreDbDouble;
  let database: FreshDatabase;
  let settings: (more?: NodeJS.ProcessEnv) => string[];

  beforeAll(async () => {
    store = await EventStoreDbDouble.start();
    database = await freshDatabase(engines.postgres.url);
    const environment = environmentOf({
      eventStoreUrl: store.connectionString,
      brokers: engines.kafka.brokers,
      databaseUrl: database.url,
      prefix: freshName('image'),
    });
    settings = (more = {}) => [
      '--network',
      'host',
      ...Object.entries({ ...environment, ...more }).flatMap(([key, value]) => ['--env', `${key}=${value ?? ''}`]),
    ];
  });

  afterAll(async () => {
    if (started.length > 0) await docker('rm', '--force', '--volumes', ...started.splice(0));
    await database.drop();
    await store.stop();
  });

  const operator = (...args: string[]): Promise<string> =>
    docker('run', '--rm', '--read-only', ...settings(), engines.image.name, 'operator', ...args);

  const eventually = async <T>(look: () => Promise<T>, isRight: (found: T) => boolean): Promise<T> => {
    let found = await look();
    for (let looks = 0; looks < 100 && !isRight(found); looks += 1) {
      await pause(200);
      found = await look();
    }
    return found;
  };

  it('the operator makes the topics and a company', async () => {
    expect(await operator('topics', 'create')).toContain('All topics are there.');
    expect(await operator('register', 'demo', '--name', 'Demo', '--token', TOKEN)).toContain(
      'Company demo is registered.',
    );
  });

  it.each(ROLES)('%s is healthy and gets ready', async (role) => {
    const [port = 0, operations = 0] = await freePorts(2);
    const addresses = {
      HOST: '127.0.0.1',
      PORT: String(port),
      LUCIQ_OPERATIONS_HOST: '127.0.0.1',
      LUCIQ_OPERATIONS_PORT: String(operations),
    };
    const id = await start(engines.image.name, role, settings(addresses));
    containers.set(role, { id, port, operations });
    await untilHealthy(id);
    const ready = await eventually(
      async () => (await fetch(`http://127.0.0.1:${operations}/health/ready`)).status,
      (status) => status === 200,
    );
    expect(ready).toBe(200);
  });

  it('a member goes from the gateway to the list', async () => {
    const base = `http://127.0.0.1:${containers.get('scim-gateway')!.port}/scim/v2/Users`;
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json' };
    const body = JSON.stringify({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'ada@x.example',
      emails: [{ value: 'ada@x.example' }],
    });
    expect((await fetch(base, { method: 'POST', headers, body })).status).toBe(201);
    const listed = await eventually(
      async () => (await (await fetch(base, { headers })).json()) as { totalResults?: number },
      ({ totalResults }) => totalResults === 1,
    );
    expect(listed.totalResults).toBe(1);
  });

  it.each(ROLES)('%s has written nothing beside its data, and stops in order', async (role) => {
    const { id } = containers.get(role)!;
    expect(await docker('diff', id)).toBe('');
    await docker('stop', '--time', '30', id);
    expect(await docker('inspect', '--format', '{{.State.ExitCode}}', id)).toBe('0');
  });
});
